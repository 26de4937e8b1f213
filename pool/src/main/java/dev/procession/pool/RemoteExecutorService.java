package dev.procession.pool;

import dev.procession.core.RemoteCallable;
import dev.procession.core.codec.Unsendable;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A pool of processes as an {@link ExecutorService}, from {@link ProcessPool#asExecutorService()}: its contract, with
 * overloads that make lambdas serializable. What is not said here is as {@code ExecutorService} says.
 *
 * <ul>
 *   <li>Tasks run in other processes, so they have to be {@link Serializable}; what they change there, for instance in a
 *       captured object, is not seen here. A lambda given here is serializable by the overload that it meets. Any other
 *       {@code Callable} or {@code Runnable} may be given if its class is {@code Serializable}; if not, or if something
 *       that it holds cannot be encoded, it is refused with a {@link RejectedExecutionException} that says why.
 *   <li>Futures are {@link TaskFuture}s, so {@code CompletableFuture}s: {@code cancel} interrupts a running task whatever
 *       its argument says.
 *   <li>{@link #shutdown()} and {@link #close()} end this view alone: the pool goes on, and may have other views. When the
 *       pool is closed or terminated, its views are shut down, too.
 *   <li>What a task given to {@code execute} throws goes to the uncaught exception handler of a thread of the pool in this
 *       process, as with every executor.
 *   <li>Refused like any object of this process are those that wrap tasks in futures of their own: {@code
 *       ExecutorCompletionService} and {@code CompletableFuture.supplyAsync(..., executor)}. Use {@link
 *       Tasks#applyAsync} and {@link TaskFutures} instead.
 *   <li>Thread-safe.
 * </ul>
 */
@Unsendable(
        "An executor belongs to the process of its pool and cannot be sent: let the task return what it needs done and"
                + " submit that here")
public interface RemoteExecutorService extends ExecutorService, AutoCloseable {
    /** A {@code Runnable} that can be sent to another process. */
    @FunctionalInterface
    interface Task extends Runnable, Serializable {}

    /**
     * Stands for a {@code Callable} that was never started, in the list that {@link #shutdownNow()} returns. Running it
     * calls the task on the current thread; its future, which was cancelled, learns nothing of that.
     *
     * @param <T> the result's type
     * @param task what was submitted
     */
    record NeverStarted<T extends @Nullable Object>(Callable<T> task) implements Runnable {
        /**
         * Calls the task here and drops its result.
         *
         * @throws java.util.concurrent.CompletionException with what the task throws
         */
        @Override
        public void run() {
            try {
                task.call();
            } catch (Exception e) {
                throw new java.util.concurrent.CompletionException(e);
            }
        }
    }

    /**
     * Submits a function for its result.
     *
     * @param <T> the result's type
     * @param task what to run
     * @return its result to come
     * @throws RejectedExecutionException if it cannot be encoded, or after a shutdown
     */
    <T extends @Nullable Object> TaskFuture<T> submit(RemoteCallable<T> task);

    /**
     * Submits work without a result.
     *
     * @param task what to run
     * @return its end to come, with the result null
     * @throws RejectedExecutionException if it cannot be encoded, or after a shutdown
     */
    TaskFuture<?> submit(Task task);

    /**
     * Submits work, with the result that its future is to have.
     *
     * @param <T> the result's type
     * @param task what to run
     * @param result what the future returns when the work is done; stays in this process
     * @return the future
     * @throws RejectedExecutionException if it cannot be encoded, or after a shutdown
     */
    <T extends @Nullable Object> TaskFuture<T> submit(Task task, T result);

    /**
     * {@inheritDoc}
     *
     * @throws RejectedExecutionException if it is not serializable or cannot be encoded, or after a shutdown
     */
    @Override
    <T extends @Nullable Object> TaskFuture<T> submit(Callable<T> task);

    /**
     * {@inheritDoc}
     *
     * @throws RejectedExecutionException if it is not serializable or cannot be encoded, or after a shutdown
     */
    @Override
    TaskFuture<?> submit(Runnable task);

    /**
     * {@inheritDoc}
     *
     * @throws RejectedExecutionException if it is not serializable or cannot be encoded, or after a shutdown
     */
    @Override
    <T extends @Nullable Object> TaskFuture<T> submit(Runnable task, T result);

    /**
     * Runs work in some process, some time.
     *
     * @param task what to run
     * @throws RejectedExecutionException if it cannot be encoded, or after a shutdown
     */
    void execute(Task task);

    /**
     * Runs all, as {@link #invokeAll(Collection)} does; for lists of lambdas, as {@code List.of(() -> 1, () -> 2)}. If one
     * is refused, none is run.
     *
     * @param <T> the results' type
     * @param tasks what to run
     * @return their futures, all done, in the same order
     * @throws InterruptedException if interrupted while waiting; what has not finished is cancelled
     */
    default <T extends @Nullable Object> List<Future<T>> invokeAll(List<? extends RemoteCallable<T>> tasks)
            throws InterruptedException {
        return invokeAll((Collection<? extends Callable<T>>) tasks);
    }

    /**
     * Runs all within a limit, as {@link #invokeAll(Collection, long, TimeUnit)} does; for lists of lambdas.
     *
     * @param <T> the results' type
     * @param tasks what to run
     * @param timeout how long at the most
     * @param unit of the timeout
     * @return their futures, all done, in the same order; what was not finished in time is cancelled
     * @throws InterruptedException if interrupted while waiting; what has not finished is cancelled
     */
    default <T extends @Nullable Object> List<Future<T>> invokeAll(
            List<? extends RemoteCallable<T>> tasks, long timeout, TimeUnit unit) throws InterruptedException {
        return invokeAll((Collection<? extends Callable<T>>) tasks, timeout, unit);
    }

    /**
     * Runs all until one has succeeded, as {@link #invokeAny(Collection)} does; for lists of lambdas.
     *
     * @param <T> the results' type
     * @param tasks what to run
     * @return the result of the first to succeed; the others are cancelled
     * @throws InterruptedException if interrupted while waiting; all are cancelled
     * @throws ExecutionException if none succeeds
     */
    default <T extends @Nullable Object> T invokeAny(List<? extends RemoteCallable<T>> tasks)
            throws InterruptedException, ExecutionException {
        return invokeAny((Collection<? extends Callable<T>>) tasks);
    }

    /**
     * Runs all until one has succeeded, within a limit, as {@link #invokeAny(Collection, long, TimeUnit)} does; for lists
     * of lambdas.
     *
     * @param <T> the results' type
     * @param tasks what to run
     * @param timeout how long at the most
     * @param unit of the timeout
     * @return the result of the first to succeed; the others are cancelled
     * @throws InterruptedException if interrupted while waiting; all are cancelled
     * @throws ExecutionException if none succeeds
     * @throws TimeoutException if the limit passed first; all are cancelled
     */
    default <T extends @Nullable Object> T invokeAny(
            List<? extends RemoteCallable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return invokeAny((Collection<? extends Callable<T>>) tasks, timeout, unit);
    }

    /** Accepts no more; what was accepted goes on. The pool stays open. Idempotent. */
    @Override
    void shutdown();

    /**
     * Accepts no more, cancels and interrupts what runs, takes back what waits. The pool stays open. No future is left
     * pending: those of tasks that never started are cancelled, too.
     *
     * @return what never started and never will, in the order of submission: of {@code execute} and of {@code
     *     submit(Runnable)} the very object that was given, of a {@code Callable} a {@link NeverStarted} that holds it.
     *     Tasks that were cancelled before are not among them; nor are those that a worker which has just died, or joined
     *     by hand, may or may not have started
     */
    @Override
    List<Runnable> shutdownNow();

    /**
     * Shuts this view down and waits until its tasks have ended, as {@code ExecutorService.close} does on Java 19 and
     * later: an interrupt turns it into {@link #shutdownNow()}. The pool stays open. Idempotent.
     */
    @Override
    default void close() {
        shutdown();
        boolean terminated = isTerminated();
        boolean interrupted = false;
        while (!terminated) {
            try {
                terminated = awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                if (!interrupted) {
                    shutdownNow();
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
