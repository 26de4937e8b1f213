package dev.procession.pool.parent;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The sink of the items of an {@code imap} that travel together. */
final class PulledChunk extends StoppableSink {
    private final PulledResults<?> results;
    private final PulledItem[] items;
    private final AtomicInteger missing;

    PulledChunk(PulledResults<?> results, PulledItem[] items, TaskTally tally) {
        super(tally);
        this.results = results;
        this.items = items;
        missing = new AtomicInteger(items.length);
    }

    @Override
    void settle(int index, @Nullable Object outcome, int encodedBytes) {
        boolean isLast = missing.decrementAndGet() == 0;
        results.settle(items[index], outcome, encodedBytes, isLast ? this : null);
        if (isLast) {
            over();
        }
    }

    @Override
    public void lost(Throwable reason) {
        for (int i = 0; i < items.length; i++) {
            if (results.isOpen(items[i])) {
                failed(i, reason);
            }
        }
    }

    @Override
    long indexInCall(int index) {
        return items[index].index();
    }

    @Override
    public boolean isWanted() {
        return !results.isClosed();
    }
}
