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
        over();
    }

    @Override
    public void lost(Throwable reason) {
        if (outcome == null) {
            failed(0, reason);
        } else {
            LockSupport.unpark(caller);
        }
    }

    @Override
    public boolean isWanted() {
        return !givenUp;
    }

    /** Waits for the outcome; on an interrupt the task is stopped. */
    @Nullable
    Object await(PendingTask task) throws InterruptedException, ExecutionException {
        try {
            WorkerLink carrier = outcome == null ? task.carrier() : null;
            if (carrier != null) {
                carrier.readUntil(() -> outcome != null);
            }
            Outcome settled = outcome;
            while (settled == null) { // It is not sent yet, or it came to another worker meanwhile.
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                settled = outcome;
            }
            return resolve(settled);
        } catch (InterruptedException e) {
            givenUp = true;
            abandon();
            throw interrupted(task, e);
        }
    }

    private static InterruptedException interrupted(PendingTask task, InterruptedException cause) {
        InterruptedException told = new InterruptedException(
                "interrupted while waiting for " + task.function().description());
        told.setStackTrace(cause.getStackTrace());
        return told;
    }

    private static @Nullable Object resolve(Outcome settled) throws ExecutionException {
        try {
            return Failed.resolve(settled.stored());
        } catch (Throwable reason) {
            throw new ExecutionException(reason);
        }
    }
}
