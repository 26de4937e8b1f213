package dev.procession.pool;

import dev.procession.core.codec.Unsendable;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The result to come of a task. Completes exactly once: with the task's result, with its exception, with the reason why
 * it was lost, or as its holder wishes.
 *
 * <ul>
 *   <li>A completion by the holder ({@code complete}, {@code completeExceptionally}, {@code cancel}, {@code orTimeout},
 *       {@code completeOnTimeout}) stops the task: one that waits is dropped, one that runs is interrupted and, if it
 *       goes on, ended with its worker ({@link PoolBuilder#cancelGrace}); its late result is dropped.
 *   <li>{@code obtrude…} throws {@link UnsupportedOperationException}.
 *   <li>Dependent stages are plain futures: cancelling one cancels nothing upstream. They run on the pool's callback
 *       threads, or on the thread that attaches them to a finished future; they may block and may call the pool. Callbacks
 *       that are quick share a thread; each that blocks for more than a millisecond costs one. With 256 of them blocked the
 *       others wait, but threads that wait for a task's future get it: they settle it themselves, and run its callbacks. So
 *       callbacks may wait for further tasks however many they are; a <em>stage</em> of a further task needs a callback thread.
 *   <li>{@code get} fails with {@link ExecutionException}; its cause is the task's own exception, with the remote stack
 *       trace, or a {@link dev.procession.core.error.ProcessionException}. Of several items the message, and that of {@code
 *       join}, says which one failed.
 * </ul>
 *
 * @param <R> the result's type
 */
@Unsendable(
        "A task's future belongs to the process of its pool and cannot be sent: wait for its result, with get(), and"
                + " send that")
public final class TaskFuture<R extends @Nullable Object> extends CompletableFuture<R> {
    private final Source source;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile boolean observed;

    /** Whether a completion is under way, or done. */
    private volatile boolean settling;

    /** Whether those who wait may settle this. */
    private volatile boolean offered;

    /** Made under the lock of {@link #stopped}, when first needed. */
    private volatile @Nullable Watchers watchers;

    private TaskFuture(Source source) {
        this.source = source;
    }

    /** What a future's outcome comes from. */
    public interface Source {
        /** The future's holder has completed it, so the task is to stop. Called once, on the completing thread. */
        void stop();

        /** Called by a thread that is about to wait for the future: settles what is ready and cannot block. */
        default void help() {}

        /**
         * Called, after {@link Promise#offer}, by a thread that waits for the future: settles it, unless another thread is at
         * it.
         */
        default void takeOver() {}

        /**
         * Which of several items has failed, for the messages of what {@code get} and {@code join} throw.
         *
         * @param failure what the future was completed with
         * @return for instance {@code item 3 of 4, counted from 0}; empty if there is but one, or the failure is none of theirs
         */
        default Optional<String> place(Throwable failure) {
            return Optional.empty();
        }
    }

    /**
     * A fresh future and the right to settle it: for pools, and for those who write their own.
     *
     * @param <R> the result's type
     * @param source what the outcome comes from
     * @return the promise
     */
    public static <R extends @Nullable Object> Promise<R> promise(Source source) {
        return new Promise<>(new TaskFuture<>(source));
    }

    /**
     * Whether the outcome is there, whichever it is.
     *
     * @return true once completed
     */
    public boolean ready() {
        return isDone();
    }

    /**
     * Whether the task has succeeded.
     *
     * @return true if it has a result
     * @throws IllegalStateException if the outcome is not there yet
     */
    public boolean successful() {
        if (!isDone()) {
            throw new IllegalStateException("the task has no outcome yet: ask ready() first, or await(limit)");
        }
        return !isCompletedExceptionally();
    }

    /**
     * Waits for the outcome without looking at it.
     *
     * @param limit how long at the most
     * @return true if the outcome is there
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean await(Duration limit) throws InterruptedException {
        Objects.requireNonNull(limit, "the limit is null");
        try {
            get(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return isDone();
        } catch (ExecutionException | java.util.concurrent.CancellationException e) {
            return true;
        }
    }

    @Override
    public R get() throws InterruptedException, ExecutionException {
        awaitSettling(Long.MAX_VALUE);
        try {
            return super.get();
        } catch (ExecutionException e) {
            throw placed(e, ExecutionException::new);
        }
    }

    @Override
    public R get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        long nanos = Objects.requireNonNull(unit, "the unit is null").toNanos(timeout);
        long begin = System.nanoTime();
        awaitSettling(nanos);
        try {
            return super.get(Math.max(0, nanos - (System.nanoTime() - begin)), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw placed(e, ExecutionException::new);
        }
    }

    @Override
    public R join() {
        awaitSettling(Long.MAX_VALUE);
        try {
            return super.join();
        } catch (CompletionException e) {
            throw placed(e, CompletionException::new);
        }
    }

    /** The same exception with a message that says which of several items has failed. */
    private <E extends Exception> E placed(E plain, BiFunction<String, Throwable, E> remake) {
        Throwable failure = plain.getCause();
        return failure == null
                ? plain
                : source.place(failure)
                        .map(place -> remake.apply(place + ": " + failure, failure))
                        .orElse(plain);
    }

    /** Waits as a watcher, until an interrupt at the most: the threads that wait in the superclass count as dependents. */
    private void awaitSettling(long nanos) {
        helpOut();
        if (!isDone()) {
            new SettlingWait(this, nanos).await();
        }
    }

    /** Settles what is ready, if that may help a thread that is about to wait for this. */
    void helpOut() {
        if (!isDone()) {
            source.help();
        }
    }

    /** Settles this on the calling thread, which waits for it, unless another is at it. */
    void takeOver() {
        source.takeOver();
    }

    @Override
    public boolean complete(R value) {
        announce();
        return stopping(super.complete(value));
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        Objects.requireNonNull(failure, "the failure is null");
        announce();
        return stopping(super.completeExceptionally(failure));
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean alreadyDone = isDone();
        announce();
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        stopping(cancelled && !alreadyDone);
        return cancelled;
    }

    @Override
    public CompletableFuture<R> completeAsync(Supplier<? extends R> supplier, Executor executor) {
        executor.execute(() -> {
            try {
                complete(supplier.get());
            } catch (Throwable thrown) {
                completeExceptionally(thrown);
            }
        });
        return this;
    }

    @Override
    public CompletableFuture<R> completeAsync(Supplier<? extends R> supplier) {
        return completeAsync(supplier, defaultExecutor());
    }

    private boolean stopping(boolean won) {
        if (won && stopped.compareAndSet(false, true)) {
            source.stop();
        }
        return won;
    }

    /**
     * Not supported: an outcome is final.
     *
     * @param value ignored
     */
    @Override
    public void obtrudeValue(R value) {
        throw new UnsupportedOperationException("a task's outcome is final; use complete() before it is there");
    }

    /**
     * Not supported: an outcome is final.
     *
     * @param failure ignored
     */
    @Override
    public void obtrudeException(Throwable failure) {
        throw new UnsupportedOperationException(
                "a task's outcome is final; use completeExceptionally() before it is there");
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        observed = true;
        return new CompletableFuture<>();
    }

    /**
     * Whether stages depend on this future, so that completing it may run its holder's code.
     *
     * @return true if it is known that they do
     */
    public boolean isObserved() {
        return observed || getNumberOfDependents() > 0;
    }

    /** Tells those who watch, before callbacks of this future may block the thread that completes it. */
    private void announce() {
        if (settling) {
            return;
        }
        settling = true;
        Watchers watching = watchers;
        if (watching != null) {
            watching.tell(this);
        }
    }

    /** Has the watcher told when this future is about to be done; false if it is already, and nobody will be told. */
    boolean watch(WeakReference<CompletionWatch<?>> watcher) {
        watchers().add(watcher);
        return !settling;
    }

    /** The opposite of {@link #watch}. */
    void unwatch(WeakReference<CompletionWatch<?>> watcher) {
        watchers().remove(watcher);
    }

    /** Whether this future is done, or will be in a moment. */
    boolean isSettling() {
        return settling;
    }

    /** Whether those who wait may settle this themselves. */
    boolean isOffered() {
        return offered;
    }

    private void offer() {
        offered = true;
        Watchers watching = watchers;
        if (watching != null) {
            watching.tell(this);
        }
    }

    /** Who watches. */
    Watchers watchers() {
        Watchers made = watchers;
        if (made == null) {
            synchronized (stopped) {
                made = watchers;
                if (made == null) {
                    made = new Watchers();
                    watchers = made;
                }
            }
        }
        return made;
    }

    private boolean settle(R value) {
        announce();
        return super.complete(value);
    }

    private boolean settleExceptionally(Throwable failure) {
        announce();
        return super.completeExceptionally(failure);
    }

    /**
     * The right to settle a {@link TaskFuture} without stopping its task.
     *
     * @param <R> the result's type
     * @param future what the holder waits on
     */
    public record Promise<R extends @Nullable Object>(TaskFuture<R> future) {
        /**
         * Settles the future with a result. Its dependent stages run on the calling thread.
         *
         * @param value the result
         * @return whether this call settled it
         */
        public boolean succeed(R value) {
            return future.settle(value);
        }

        /**
         * The outcome is here, and no thread that could settle the future is to be had: wakes those who wait for it, so that
         * one of them does ({@link Source#takeOver}).
         */
        public void offer() {
            future.offer();
        }

        /**
         * Settles the future with a failure. Its dependent stages run on the calling thread.
         *
         * @param failure why
         * @return whether this call settled it
         */
        public boolean fail(Throwable failure) {
            return future.settleExceptionally(failure);
        }
    }
}
