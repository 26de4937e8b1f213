package dev.procession.pool.parent;

import dev.procession.pool.protocol.Untyped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The chunks of one {@code map}, in input order, until the last outcome is there. */
final class MapJob {
    private final Runnable whenComplete;

    /** All chunks; the feeder adds to it, whoever resolves reads it afterwards. */
    private final List<MapChunk> chunks = new ArrayList<>();

    private final Set<MapChunk> openChunks = ConcurrentHashMap.newKeySet();

    /** The chunks that miss outcomes, and 1 for the feeder. */
    private final AtomicInteger open = new AtomicInteger(1);

    private final AtomicBoolean ending = new AtomicBoolean();
    private volatile boolean complete;
    private volatile boolean givenUp;
    private volatile @Nullable Throwable stopped;
    private volatile @Nullable MapFeeder feeder;
    private final @Nullable CountRelay counts;
    private int items;
    private int resolving;

    /**
     * A job.
     *
     * @param whenComplete run once, on the thread that brings the last outcome or stops the job; must not block
     * @param counts is told of each outcome, if anybody listens
     */
    MapJob(Runnable whenComplete, @Nullable CountRelay counts) {
        this.whenComplete = whenComplete;
        this.counts = counts;
    }

    /** Who feeds this job, to be woken when nobody wants it any more. */
    void fedBy(MapFeeder who) {
        feeder = who;
    }

    /** The next chunk, called by the feeder. */
    void opened(MapChunk chunk) {
        open.incrementAndGet();
        chunks.add(chunk);
        items += chunk.items();
        openChunks.add(chunk);
    }

    /** An item has its outcome. */
    void count(@Nullable Object outcome) {
        if (counts != null) {
            counts.count(outcome);
        }
    }

    /** The chunk has all its outcomes. */
    void closed(MapChunk chunk) {
        openChunks.remove(chunk);
        closedOne();
    }

    /** There are no more chunks. */
    void fed() {
        closedOne();
    }

    private void closedOne() {
        if (open.decrementAndGet() == 0) {
            end(null);
        }
    }

    /** Fails the whole job, because the rest of its items cannot be had or cannot be run; what is under way is stopped. */
    void stop(Throwable reason) {
        end(reason);
        giveUp();
    }

    private void end(@Nullable Throwable reason) {
        if (ending.compareAndSet(false, true)) {
            stopped = reason;
            complete = true;
            whenComplete.run();
        } else if (complete) {
            whenComplete.run(); // once more: an error may have cut it off
        }
    }

    boolean isComplete() {
        return complete;
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

    /** What {@link #resolve} has failed at. */
    String place() {
        return stopped != null
                ? "the map was stopped before all of its items were submitted"
                : "item " + resolving + " of " + items + ", counted from 0";
    }

    /**
     * All values, once complete.
     *
     * @throws Throwable why the job was stopped, or the first failure in input order
     */
    <R extends @Nullable Object> List<R> resolve() throws Throwable {
        if (counts != null) {
            counts.finish();
        }
        Throwable reason = stopped;
        if (reason != null) {
            throw reason;
        }
        @Nullable Object[] values = new Object[items];
        resolving = 0;
        for (MapChunk chunk : chunks) {
            for (int i = 0; i < chunk.items(); i++) {
                values[resolving] = Failed.resolve(chunk.outcome(i));
                resolving++;
            }
        }
        return Untyped.as(Collections.unmodifiableList(Arrays.asList(values)));
    }
}
