package dev.procession.pool.parent;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The sink of a single task whose caller waits. The outcome is decoded on the caller's thread. */
final class CallSink implements TaskSink {
    private final Thread caller = Thread.currentThread();
    private volatile @Nullable Outcome outcome;
    private volatile boolean givenUp;
    private volatile @Nullable PendingTask part;

    /**
     * What came.
     *
     * @param stored a value, an {@link EncodedOutcome} or {@link Failed}
     */
    private record Outcome(@Nullable Object stored) {}

    @Override
    public void carriedAs(PendingTask carried) {
        part = carried;
    }

    @Override
    public void succeeded(int index, @Nullable Object value, int encodedBytes) {
        settle(new Outcome(value));
    }

    @Override
    public void arrived(int index, EncodedOutcome encoded, int encodedBytes) {
        settle(new Outcome(encoded));
    }

    @Override
    public void failed(int index, Throwable reason) {
        settle(new Outcome(new Failed(reason)));
    }

    private void settle(Outcome settled) {
        outcome = settled;
        LockSupport.unpark(caller);
    }

    @Override
    public boolean isWanted() {
        return !givenUp;
    }

    /** Waits for the outcome; on an interrupt the task is stopped. */
    @Nullable
    Object await(PendingTask task) throws InterruptedException, ExecutionException {
        Outcome settled = outcome;
        while (settled == null) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                givenUp = true;
                PendingTask carried = part;
                (carried != null ? carried : task).abandon();
                throw new InterruptedException(
                        "interrupted while waiting for " + task.function().description());
            }
            settled = outcome;
        }
        return resolve(settled);
    }

    private static @Nullable Object resolve(Outcome settled) throws ExecutionException {
        try {
            return Failed.resolve(settled.stored());
        } catch (Throwable reason) {
            throw new ExecutionException(reason);
        }
    }
}
