package dev.procession.pool;

import dev.procession.core.RemoteBiFunction;
import dev.procession.core.RemoteCallable;
import dev.procession.core.RemoteConsumer;
import dev.procession.core.RemoteFunction;
import dev.procession.core.RemoteRunnable;
import dev.procession.core.codec.Unsendable;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Work for other processes. Functions, and the arguments of {@code apply} and its kin, are encoded at the call, on the
 * calling thread: what cannot be encoded throws {@link dev.procession.core.error.EncodingException} right there and names
 * the field. An item of a collection that cannot be encoded fails that item. Every method may be called by any thread;
 * those that wait throw {@link InterruptedException} when interrupted, and {@link
 * ExecutionException} with the task's own exception as its cause.
 */
@Unsendable("A pool belongs to the process that built it and cannot be sent: let the task return what it needs done and"
        + " give that to the pool here, or build a small pool inside the function")
public interface Tasks {
    /**
     * Runs a function in a worker and waits for its result.
     *
     * @param <R> the result's type
     * @param function what to run
     * @return its result
     * @throws InterruptedException if interrupted while waiting; the task is then stopped
     * @throws ExecutionException if the task failed; the cause says why
     */
    <R extends @Nullable Object> R apply(RemoteCallable<? extends R> function)
            throws InterruptedException, ExecutionException;

    /**
     * Runs a function of one argument in a worker and waits for its result.
     *
     * @param <T> the argument's type
     * @param <R> the result's type
     * @param function what to run
     * @param argument its argument
     * @return its result
     * @throws InterruptedException if interrupted while waiting; the task is then stopped
     * @throws ExecutionException if the task failed; the cause says why
     */
    <T extends @Nullable Object, R extends @Nullable Object> R apply(
            RemoteFunction<? super T, ? extends R> function, T argument)
            throws InterruptedException, ExecutionException;

    /**
     * Runs a function of two arguments in a worker and waits for its result.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <R> the result's type
     * @param function what to run
     * @param first its first argument
     * @param second its second argument
     * @return its result
     * @throws InterruptedException if interrupted while waiting; the task is then stopped
     * @throws ExecutionException if the task failed; the cause says why
     */
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> R apply(
            RemoteBiFunction<? super A, ? super B, ? extends R> function, A first, B second)
            throws InterruptedException, ExecutionException;

    /**
     * Runs a function in a worker.
     *
     * @param <R> the result's type
     * @param function what to run
     * @return its result to come
     */
    <R extends @Nullable Object> TaskFuture<R> applyAsync(RemoteCallable<? extends R> function);

    /**
     * Runs a function of one argument in a worker.
     *
     * @param <T> the argument's type
     * @param <R> the result's type
     * @param function what to run
     * @param argument its argument
     * @return its result to come
     */
    <T extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> applyAsync(
            RemoteFunction<? super T, ? extends R> function, T argument);

    /**
     * Runs a function of two arguments in a worker.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <R> the result's type
     * @param function what to run
     * @param first its first argument
     * @param second its second argument
     * @return its result to come
     */
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> applyAsync(
            RemoteBiFunction<? super A, ? super B, ? extends R> function, A first, B second);

    /**
     * Runs work without a result in a worker.
     *
     * @param work what to run
     * @return its end to come
     */
    TaskFuture<@Nullable Void> runAsync(RemoteRunnable work);

    /**
     * Runs work on one argument, without a result, in a worker.
     *
     * @param <T> the argument's type
     * @param work what to run
     * @param argument its argument
     * @return its end to come
     */
    <T extends @Nullable Object> TaskFuture<@Nullable Void> runAsync(RemoteConsumer<? super T> work, T argument);

    /**
     * Runs a function on each item and waits for all results. When items fail, the others still settle, then the first failure
     * in input order is thrown. As many items are taken as the iterator gives: {@code size()} is only a hint. When the
     * iterator throws, the call fails at once with its exception as the cause, and what was submitted is stopped.
     *
     * @param <T> the items' type
     * @param <R> the results' type
     * @param function what to run
     * @param items the arguments, read on the calling thread
     * @return the results in input order, a list that cannot be changed
     * @throws InterruptedException if interrupted while waiting; the task is then stopped
     * @throws ExecutionException if the task failed; the cause says why
     */
    <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            RemoteFunction<? super T, ? extends R> function, Collection<? extends T> items)
            throws InterruptedException, ExecutionException;

    /**
     * Runs a function on each item. When items fail, the others still settle, then the first failure in input order is the
     * outcome; the message of what {@code get} throws says which item it was.
     *
     * @param <T> the items' type
     * @param <R> the results' type
     * @param function what to run
     * @param items the arguments; read on a thread of the pool, not to be changed until the outcome is there
     * @return the results to come, in input order
     */
    <T extends @Nullable Object, R extends @Nullable Object> TaskFuture<List<R>> mapAsync(
            RemoteFunction<? super T, ? extends R> function, Collection<? extends T> items);

    /**
     * Runs a function on each pair of arguments and waits for all results, as {@link #map} does.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <R> the results' type
     * @param function what to run
     * @param items the pairs, read on the calling thread
     * @return the results in input order, a list that cannot be changed
     * @throws InterruptedException if interrupted while waiting; the task is then stopped
     * @throws ExecutionException if the task failed; the cause says why
     */
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
            RemoteBiFunction<? super A, ? super B, ? extends R> function, Collection<Args<A, B>> items)
            throws InterruptedException, ExecutionException;

    /**
     * Runs a function on each pair of arguments, as {@link #mapAsync} does.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <R> the results' type
     * @param function what to run
     * @param items the pairs; read on a thread of the pool, not to be changed until the outcome is there
     * @return the results to come, in input order
     */
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            TaskFuture<List<R>> starmapAsync(
                    RemoteBiFunction<? super A, ? super B, ? extends R> function, Collection<Args<A, B>> items);

    /**
     * Runs a function on each item and gives the results one by one, in input order. The inputs may be endless.
     *
     * @param <T> the items' type
     * @param <R> the results' type
     * @param function what to run
     * @param items the arguments, pulled on the thread that takes the results
     * @return the results; to be closed if not taken to the end
     */
    <T extends @Nullable Object, R extends @Nullable Object> TaskResults<R> imap(
            RemoteFunction<? super T, ? extends R> function, Iterator<? extends T> items);

    /**
     * Runs a function on each item and gives the results one by one, in input order.
     *
     * @param <T> the items' type
     * @param <R> the results' type
     * @param function what to run
     * @param items the arguments, pulled on the thread that takes the results
     * @return the results; to be closed if not taken to the end
     */
    <T extends @Nullable Object, R extends @Nullable Object> TaskResults<R> imap(
            RemoteFunction<? super T, ? extends R> function, Collection<? extends T> items);

    /**
     * Runs a function on each item and gives the results one by one, as they come. The inputs may be endless.
     *
     * @param <T> the items' type
     * @param <R> the results' type
     * @param function what to run
     * @param items the arguments, pulled on the thread that takes the results
     * @return the results; to be closed if not taken to the end
     */
    <T extends @Nullable Object, R extends @Nullable Object> TaskResults<R> imapUnordered(
            RemoteFunction<? super T, ? extends R> function, Iterator<? extends T> items);

    /**
     * Runs a function on each item and gives the results one by one, as they come.
     *
     * @param <T> the items' type
     * @param <R> the results' type
     * @param function what to run
     * @param items the arguments, pulled on the thread that takes the results
     * @return the results; to be closed if not taken to the end
     */
    <T extends @Nullable Object, R extends @Nullable Object> TaskResults<R> imapUnordered(
            RemoteFunction<? super T, ? extends R> function, Collection<? extends T> items);
}
