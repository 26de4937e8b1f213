package dev.procession.pool.parent;

/**
 * How many items of a {@code map} travel together: as many as keep a worker busy for about two milliseconds by its own
 * measure, and never so many that the last chunks leave some workers idle.
 */
final class ChunkSizer {
    /** Some fifty times what handing over a chunk costs; short enough that results flow. */
    private static final long TARGET_NANOS = 2_000_000;

    private static final int MOST_ITEMS = 16 << 10;

    /** What is left is divided into at least this many chunks for each worker (guided self-scheduling). */
    private static final int CHUNKS_PER_WORKER_AT_THE_END = 2;

    private final int fixed;
    private final int processes;

    ChunkSizer(int fixed, int processes) {
        this.fixed = fixed;
        this.processes = processes;
    }

    int itemsPerChunk(Dispatcher dispatcher, int itemsLeft) {
        if (fixed > 0) {
            return fixed;
        }
        long measured = TARGET_NANOS / dispatcher.nanosPerItem();
        long fair = itemsLeft / ((long) processes * CHUNKS_PER_WORKER_AT_THE_END);
        return (int) Math.max(1, Math.min(MOST_ITEMS, Math.min(measured, fair)));
    }
}
