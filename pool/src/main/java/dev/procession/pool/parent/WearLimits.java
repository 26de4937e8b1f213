package dev.procession.pool.parent;

import java.util.concurrent.Executor;

/**
 * What workers of a pool may do before they are replaced, and how long it takes to replace one. Thread-safe.
 *
 * @see Wear
 */
final class WearLimits {
    /** Assumed until a worker has started. */
    private static final long FIRST_GUESS_NANOS = 500_000_000;

    /** A worker is also needed on top of what its heap takes. */
    private static final long BESIDE_HEAP_BYTES = 64L << 20;

    private final long maxTasks;
    private final long recycleAbove;
    private final long heapBytes;
    private volatile long startNanos = FIRST_GUESS_NANOS;

    WearLimits(long maxTasks, long recycleAbove, long heapBytes) {
        this.maxTasks = maxTasks;
        this.recycleAbove = recycleAbove;
        this.heapBytes = heapBytes;
    }

    /** Has a worker watched that is about to join. */
    void apply(Worker worker, Turnover turnover, Executor keepers) {
        if (maxTasks != Long.MAX_VALUE) {
            worker.link().window().allow(maxTasks);
        }
        if (maxTasks != Long.MAX_VALUE || recycleAbove != Long.MAX_VALUE) {
            worker.link().watchedBy(new Wear(worker, this, turnover, keepers));
        }
    }

    /** With how many bytes in use a worker is replaced; {@link Long#MAX_VALUE} for never. */
    long recycleAbove() {
        return recycleAbove;
    }

    void startTook(long nanos) {
        startNanos = (startNanos + nanos) / 2;
    }

    /** How long before a worker's end its successor is started: twice what that takes, for both work meanwhile. */
    long leadNanos() {
        return 2 * startNanos;
    }

    /** Whether there is memory for one more worker just now. */
    boolean isRoomForAnother() {
        return SystemMemory.HERE.hasRoomFor(heapBytes + BESIDE_HEAP_BYTES);
    }
}
