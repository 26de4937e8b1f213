package dev.procession.pool.parent;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The sink of the items of an {@code imap} that travel together. */
final class PulledChunk implements TaskSink {
    private final PulledResults<?> results;
    private final PulledItem[] items;
    private final AtomicInteger missing;
    private volatile @Nullable PendingTask task;

    PulledChunk(PulledResults<?> results, PulledItem[] items) {
        this.results = results;
        this.items = items;
        missing = new AtomicInteger(items.length);
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
        settle(index, value, encodedBytes);
    }

    @Override
    public void arrived(int index, EncodedOutcome outcome, int encodedBytes) {
        settle(index, outcome, encodedBytes);
    }

    @Override
    public void failed(int index, Throwable reason) {
        settle(index, new Failed(reason), 0);
    }

    /** All outcomes may have come before the chunk was known to be open. */
    void forgetIfFinished() {
        if (missing.get() == 0) {
            results.finished(this);
        }
    }

    private void settle(int index, @Nullable Object outcome, int encodedBytes) {
        if (missing.decrementAndGet() == 0) {
            results.finished(this);
        }
        results.settle(items[index], outcome, encodedBytes);
    }

    @Override
    public boolean isWanted() {
        return !results.isClosed();
    }
}
