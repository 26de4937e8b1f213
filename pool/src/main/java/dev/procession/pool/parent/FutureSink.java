package dev.procession.pool.parent;

import dev.procession.pool.TaskFuture;
import dev.procession.pool.protocol.Untyped;
import org.jspecify.annotations.Nullable;

/** The sink of a single task with a future. */
final class FutureSink<R extends @Nullable Object> implements TaskSink, CompletionQueue.Completion {
    private final CompletionQueue completions;
    private final TaskFuture.Promise<R> promise;
    private volatile @Nullable PendingTask task;
    private @Nullable Object outcome;

    FutureSink(CompletionQueue completions) {
        this.completions = completions;
        promise = TaskFuture.promise(this::stop, completions::assist);
    }

    TaskFuture<R> future() {
        return promise.future();
    }

    /** The task itself, to be stopped when the holder completes the future. */
    void bind(PendingTask pending) {
        task = pending;
    }

    private void stop() {
        PendingTask pending = task;
        if (pending != null) {
            pending.abandon();
        }
    }

    @Override
    public void carriedAs(PendingTask part) {
        task = part;
    }

    @Override
    public void succeeded(int index, @Nullable Object value, int encodedBytes) {
        settle(value);
    }

    @Override
    public void arrived(int index, EncodedOutcome encoded, int encodedBytes) {
        settle(encoded);
    }

    @Override
    public void failed(int index, Throwable reason) {
        settle(new Failed(reason));
        completions.kick();
    }

    private void settle(@Nullable Object what) {
        outcome = what;
        completions.add(this);
    }

    @Override
    public boolean isWanted() {
        return !promise.future().isDone();
    }

    @Override
    public boolean mayBlock() {
        return outcome instanceof EncodedOutcome || promise.future().isObserved();
    }

    @Override
    public void complete() {
        try {
            promise.succeed(Untyped.as(Failed.resolve(outcome)));
        } catch (Throwable reason) {
            promise.fail(reason);
        }
    }
}
