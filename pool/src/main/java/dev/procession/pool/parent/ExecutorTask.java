package dev.procession.pool.parent;

import dev.procession.pool.RemoteExecutorService.NeverStarted;
import dev.procession.pool.protocol.Untyped;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The sink of a task that was given to an executor's view: besides its future, the view wants to know of its end. */
final class ExecutorTask<R extends @Nullable Object> extends FutureSink<R> {
    private final PoolExecutor view;
    private final Object given;
    private final @Nullable Object result;
    private final long number;

    /** Whether the view takes it back, if it has not started. */
    private volatile boolean withdrawn;

    /** Whether it was dropped before it started. */
    private volatile boolean neverStarted;

    /** Whether its outcome is here, or it was dropped; a future that was cancelled is done before that. Set by the view. */
    private volatile boolean ended;

    /**
     * A task.
     *
     * @param given the {@code Runnable} or {@code Callable} that was submitted
     * @param result what the future is to have in place of null
     * @param number the place of the task in the order of submission
     */
    ExecutorTask(
            CompletionQueue completions,
            TaskTally tally,
            PoolExecutor view,
            Object given,
            @Nullable Object result,
            long number) {
        super(completions, tally);
        this.view = view;
        this.given = given;
        this.result = result;
        this.number = number;
    }

    long number() {
        return number;
    }

    /** It need not be started any more. */
    void withdraw() {
        withdrawn = true;
    }

    boolean hasNeverStarted() {
        return neverStarted;
    }

    /** Notes its end, under the view's lock. Returns false if that was noted before. */
    boolean noteEnd() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    /** Nothing of it is left to wait for. */
    boolean isGone() {
        return ended && future().isDone();
    }

    /** What was submitted, as something to run. */
    Runnable asRunnable() {
        return given instanceof Callable<?> callable ? new NeverStarted<>(callable) : (Runnable) given;
    }

    @Override
    public boolean isWanted() {
        return !withdrawn && super.isWanted();
    }

    @Override
    public void dropped(int firstIndex, int items) {
        if (withdrawn) {
            undoEnclosures(); // the view hands it back, to be run by somebody else
        }
        super.dropped(firstIndex, items);
        neverStarted = true;
        view.ended(this);
    }

    @Override
    void settle(int index, @Nullable Object stored, int encodedBytes) {
        super.settle(index, stored, encodedBytes);
        view.ended(this);
    }

    @Override
    R value(@Nullable Object outcome) {
        return Untyped.as(result != null ? result : outcome);
    }

    @Override
    public void complete() {
        super.complete();
        view.completed(this);
    }
}
