package dev.procession.pool.parent;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The sink of a single task whose caller waits. The outcome is decoded on the caller's thread. */
final class CallSink extends StoppableSink {
    private final Thread caller = Thread.currentThread();
    private volatile @Nullable Outcome outcome;
    private volatile boolean givenUp;

    CallSink(TaskTally tally) {
        super(tally);
    }

    /**
     * What came.
     *
     * @param stored a value, an {@link EncodedOutcome} or {@link Failed}
     */
    private record Outcome(@Nullable Object stored) {}

    @Override
    void settle(int index, @Nullable Object stored, int encodedBytes) {
        outcome = new Outcome(stored);
        LockSupport.unpark(caller);
    }

    @Override
    public boolean isWanted() {
        return !givenUp;
    }

    /** Waits for the outcome; on an interrupt the task is stopped. */
    @Nullable
    Object await(PackedFunction function) throws InterruptedException, ExecutionException {
        Outcome settled = outcome;
        while (settled == null) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                givenUp = true;
                abandon();
                throw new InterruptedException("interrupted while waiting for " + function.description());
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
