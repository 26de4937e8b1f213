package dev.procession.pool.parent;

import dev.procession.core.channel.OnceThereIsMemory;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.protocol.Untyped;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The sink of a single task with a future. */
class FutureSink<R extends @Nullable Object> extends StoppableSink
        implements CompletionQueue.Completion, TaskFuture.Source, Consumer<Throwable> {
    private final CompletionQueue completions;
    private final TaskFuture.Promise<R> promise;
    private @Nullable Object outcome;
    private volatile boolean settled;

    /** Whether a thread decodes the outcome, or has; guarded by this. */
    private boolean claimed;

    FutureSink(CompletionQueue completions, TaskTally tally) {
        super(tally);
        this.completions = completions;
        promise = TaskFuture.promise(this);
    }

    final TaskFuture<R> future() {
        return promise.future();
    }

    @Override
    public void failed(int index, Throwable reason) {
        super.failed(index, reason);
        completions.kick();
    }

    @Override
    void settle(int index, @Nullable Object stored, int encodedBytes) {
        outcome = stored;
        settled = true;
        forgetTasks();
        completions.add(this);
    }

    @Override
    public void lost(Throwable reason) {
        if (isDone()) {
            over();
        } else if (settled) {
            completions.add(this); // its outcome came, and was not handed over
            completions.kick();
        } else {
            failed(0, reason);
        }
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
    public boolean isDone() {
        return promise.future().isDone();
    }

    @Override
    public void stop() {
        abandon();
    }

    @Override
    public void help() {
        completions.assist();
    }

    @Override
    public void offer() {
        promise.offer();
    }

    @Override
    public void takeOver() {
        complete();
    }

    /** Whether the outcome is for the calling thread to decode: to decode it twice would run user code twice. */
    private synchronized boolean claim() {
        boolean first = !claimed;
        claimed = true;
        return first;
    }

    @Override
    public void complete() {
        if (outcome instanceof EncodedOutcome && !claim()) {
            return;
        }
        try {
            promise.succeed(value(Failed.resolve(outcome)));
        } catch (Throwable reason) {
            OnceThereIsMemory.give(this, reason);
        }
        over();
    }

    /** Fails the future. */
    @Override
    public void accept(Throwable reason) {
        promise.fail(reason);
    }

    /** What the future is to have where the task has succeeded. */
    R value(@Nullable Object result) {
        return Untyped.as(result);
    }
}
