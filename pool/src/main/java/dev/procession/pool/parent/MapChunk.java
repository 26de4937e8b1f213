package dev.procession.pool.parent;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The sink of some neighbouring items of a {@code map} that travel together: holds their outcomes. */
final class MapChunk extends StoppableSink {
    private final MapJob job;
    private final MapFeeder feeder;
    private final @Nullable Object[] outcomes;
    private final AtomicInteger missing;
    private final int bytes;

    MapChunk(MapJob job, MapFeeder feeder, int items, int bytes, TaskTally tally) {
        super(tally);
        this.job = job;
        this.feeder = feeder;
        this.bytes = bytes;
        outcomes = new Object[items];
        missing = new AtomicInteger(items);
    }

    @Override
    void settle(int index, @Nullable Object outcome, int encodedBytes) {
        outcomes[index] = outcome;
        job.count(outcome);
        if (missing.decrementAndGet() == 0) {
            forgetTasks();
            job.closed(this);
            feeder.settled(bytes);
            over();
        }
    }

    @Override
    public void lost(Throwable reason) {
        job.stop(reason);
    }

    int items() {
        return outcomes.length;
    }

    /** The item's outcome, once all are there. */
    @Nullable
    Object outcome(int index) {
        return outcomes[index];
    }

    @Override
    public boolean isWanted() {
        return job.isWanted();
    }
}
