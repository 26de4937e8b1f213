package dev.procession.pool.parent;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The sink of some neighbouring items of a {@code map} that travel together. */
final class MapChunk implements TaskSink {
    private final MapJob job;
    private final MapFeeder feeder;
    private final AtomicInteger missing;
    private final int bytes;
    private volatile @Nullable PendingTask task;

    MapChunk(MapJob job, MapFeeder feeder, int items, int bytes) {
        this.job = job;
        this.feeder = feeder;
        this.bytes = bytes;
        missing = new AtomicInteger(items);
    }

    void bind(PendingTask pending) {
        task = pending;
    }

    void abandon() {
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
        settle(index, value);
    }

    @Override
    public void arrived(int index, EncodedOutcome outcome, int encodedBytes) {
        settle(index, outcome);
    }

    @Override
    public void failed(int index, Throwable reason) {
        settle(index, new Failed(reason));
    }

    private void settle(int index, @Nullable Object outcome) {
        if (missing.decrementAndGet() == 0) {
            job.closed(this);
            feeder.settled(bytes);
        }
        job.settle(index, outcome);
    }

    @Override
    public boolean isWanted() {
        return job.isWanted();
    }
}
