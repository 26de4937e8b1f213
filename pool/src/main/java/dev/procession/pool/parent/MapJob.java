package dev.procession.pool.parent;

import dev.procession.pool.protocol.Untyped;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The outcomes of one {@code map}, in input order, until the last one is there. */
final class MapJob {
    private final @Nullable Object[] outcomes;
    private final AtomicInteger missing;
    private final Runnable whenComplete;
    private final Set<MapChunk> openChunks = ConcurrentHashMap.newKeySet();
    private volatile boolean givenUp;
    private volatile @Nullable MapFeeder feeder;
    private int resolving;

    /**
     * A job.
     *
     * @param items how many outcomes there will be, at least 1
     * @param whenComplete run once, on the thread that brings the last outcome; must not block
     */
    MapJob(int items, Runnable whenComplete) {
        outcomes = new Object[items];
        missing = new AtomicInteger(items);
        this.whenComplete = whenComplete;
    }

    /** Who feeds this job, to be woken when nobody wants it any more. */
    void fedBy(MapFeeder who) {
        feeder = who;
    }

    void opened(MapChunk chunk) {
        openChunks.add(chunk);
    }

    void closed(MapChunk chunk) {
        openChunks.remove(chunk);
    }

    /** Stores an item's outcome: a value, an {@link EncodedOutcome} or {@link Failed}. */
    void settle(int index, @Nullable Object outcome) {
        outcomes[index] = outcome;
        if (missing.decrementAndGet() == 0) {
            whenComplete.run();
        }
    }

    /** Stores the same failure for every item from one on; they were never sent. */
    void failFrom(int index, Throwable reason) {
        for (int i = index; i < outcomes.length; i++) {
            settle(i, new Failed(reason));
        }
    }

    boolean isComplete() {
        return missing.get() == 0;
    }

    boolean isWanted() {
        return !givenUp;
    }

    /** Nobody wants the outcomes any more: what waits is dropped, what runs is told to stop. */
    void giveUp() {
        givenUp = true;
        openChunks.forEach(MapChunk::abandon);
        MapFeeder feeding = feeder;
        if (feeding != null) {
            feeding.wake();
        }
    }

    /** The index of the item whose failure {@link #resolve} has thrown. */
    int failedItem() {
        return resolving;
    }

    /**
     * All values, once complete.
     *
     * @throws Throwable the first failure in input order
     */
    <R extends @Nullable Object> List<R> resolve() throws Throwable {
        for (resolving = 0; resolving < outcomes.length; resolving++) {
            outcomes[resolving] = Failed.resolve(outcomes[resolving]);
        }
        return Untyped.as(Collections.unmodifiableList(Arrays.asList(outcomes)));
    }
}
