package dev.procession.pool.parent;

import java.util.function.LongSupplier;

/**
 * How much one worker has been given, and whether it should get more. A worker holds one task; of tasks that its own
 * measure has shown to be short it holds as many as fill {@link #TARGET_NANOS}, so that they travel together. It gets no
 * more while it shows no progress: whatever it holds waits behind the item that it runs. When something was
 * taken back from it, it gets nothing before it has passed that; when nothing could be, nothing before its next outcome. A task that is suspected of a worker's death is held alone,
 * so that nothing else is suspected for it.
 *
 * <p>Thread-safe.
 */
final class Window {
    /** The work that a worker holds: some twenty times a wake-up across cores, and short beside anything a person sees. */
    private static final long TARGET_NANOS = 2_000_000;

    /** The work that a worker must have been sent before more is held back to travel together. */
    private static final long ENOUGH_NANOS = 100_000;

    /** Assumed until a worker has reported: no task is tiny until it has proved so. */
    static final long UNKNOWN_NANOS = 1_000_000;

    /** Without an outcome for this long, a worker is taken to run a long item. */
    private static final long STALLED_NANOS = 5_000_000;

    private static final int MOST_RUNS = 4096;
    private static final long MOST_BYTES = 4 << 20;

    private final LongSupplier clock;
    private long nanosPerItem = UNKNOWN_NANOS;
    private int heldRuns;
    private int heldSuspects;
    private long heldItems;
    private long heldBytes;
    private long progressAt;
    private int sentRuns;
    private long sentItems;
    private boolean relieved;

    /** The number of the first item of those that were taken back last. */
    private long relievedFrom;

    private boolean barred;

    /** Whether nothing could be taken back from what the worker was sent, and no outcome has come since. */
    private boolean recalledInVain;

    private int lowestPriority;

    /** How many items the worker may still be given. */
    private long allowance = Long.MAX_VALUE / 2;

    /**
     * An empty window.
     *
     * @param clock the time in nanoseconds, {@link System#nanoTime} but in tests
     */
    Window(LongSupplier clock) {
        this.clock = clock;
        progressAt = clock.getAsLong();
    }

    /** Whether the worker may be given this much more. */
    synchronized boolean hasRoomFor(PendingTask task) {
        if (relieved || recalledInVain || barred || allowance <= 0) {
            return false;
        }
        if (heldRuns == 0) {
            return true;
        }
        if (heldSuspects > 0 || task.isSuspect()) {
            return false;
        }
        if (lowestPriority < task.terms().priority()) {
            return false; // it would wait behind what is less urgent
        }
        if (heldRuns >= MOST_RUNS || heldBytes + task.bytes() > MOST_BYTES) {
            return false;
        }
        return heldItems * nanosPerItem < TARGET_NANOS
                && nanosPerItem != UNKNOWN_NANOS
                && clock.getAsLong() - progressAt < STALLED_NANOS;
    }

    synchronized void given(PendingTask task) {
        int priority = task.terms().priority();
        lowestPriority = heldRuns == 0 ? priority : Math.min(lowestPriority, priority);
        if (heldRuns == 0) {
            progressAt = clock.getAsLong();
        }
        heldRuns++;
        heldSuspects += task.isSuspect() ? 1 : 0;
        heldItems += task.items();
        heldBytes += task.bytes();
        allowance -= task.items();
    }

    /** Whether the worker may have less urgent tasks waiting than one of this priority, and was not relieved of them. */
    synchronized boolean holdsBelow(int priority) {
        return heldItems > 1 && lowestPriority < priority && !relieved && !recalledInVain && !barred;
    }

    /** Whether the worker was relieved of what waits behind the item that it runs, and has not passed that. */
    synchronized boolean isRelieved() {
        return relieved;
    }

    synchronized void sent(PendingTask task) {
        sentRuns++;
        sentItems += task.items();
    }

    /** Whether the worker has anything that it was sent. */
    synchronized boolean isAnySent() {
        return sentRuns > 0;
    }

    /**
     * Whether nothing is to be sent now: what was sent keeps the worker busy for a while, so that more can wait and travel
     * together, or it was relieved, and something sent now could not be taken back before it has heeded that.
     */
    synchronized boolean enoughSent() {
        return relieved || (sentRuns >= 2 && sentItems * nanosPerItem > ENOUGH_NANOS);
    }

    /** Outcomes of that many items have come. */
    synchronized void settled(int items, long busyNanos) {
        heldItems -= items;
        sentItems -= items;
        recalledInVain = false;
        progressAt = clock.getAsLong();
        if (items > 0 && busyNanos > 0) {
            long measured = Math.max(1, busyNanos / items);
            nanosPerItem = nanosPerItem == UNKNOWN_NANOS ? measured : (3 * nanosPerItem + measured) / 4;
        }
    }

    /** A run has had all its outcomes. */
    synchronized void finished(PendingTask task) {
        heldRuns--;
        heldSuspects -= task.isSuspect() ? 1 : 0;
        sentRuns--;
        heldBytes -= task.bytes();
    }

    /** A task that was given is dropped before it was sent. */
    synchronized void dropped(PendingTask task) {
        heldRuns--;
        heldSuspects -= task.isSuspect() ? 1 : 0;
        heldItems -= task.items();
        heldBytes -= task.bytes();
        allowance += task.items();
    }

    /**
     * Items that were sent are taken back.
     *
     * @param rest whether the worker has no items of their task any more
     */
    synchronized void recalled(Span span, boolean rest) {
        heldItems -= span.items();
        sentItems -= span.items();
        allowance += span.items();
        if (rest) {
            finished(span.task());
        }
        relieved = true;
        relievedFrom = span.task().firstItem() + span.from();
    }

    /**
     * Nothing could be taken back of what was sent. What the worker was sent is about to have its outcomes; until the next
     * comes, to try again is of no use, and it is given nothing that would have to be taken back at once.
     */
    synchronized void recalledInVain() {
        recalledInVain = sentItems > 0;
    }

    /**
     * The worker has skipped an item that was taken back: so it is past the one for which it was relieved, unless that was
     * relieved again since, for another one.
     */
    synchronized void skipped(long item) {
        if (item >= relievedFrom) {
            relieved = false;
        }
    }

    /** Whether the worker is to be given nothing at all. */
    synchronized void bar(boolean on) {
        barred = on;
    }

    /** How many items a worker does in the time that it is given work for; at least 1. */
    synchronized int itemsPerTarget() {
        return (int) Math.max(1, TARGET_NANOS / nanosPerItem);
    }

    /**
     * How long items have been waiting behind one that runs.
     *
     * @return nanoseconds without an outcome; negative if nothing waits
     */
    synchronized long waitingNanos() {
        return heldItems > 1 ? clock.getAsLong() - progressAt : -1;
    }

    /** The same, where they could be taken back; negative also if that was tried in vain. */
    synchronized long heldUpNanos() {
        return relieved || recalledInVain || barred ? -1 : waitingNanos();
    }

    /** Whether the worker has nothing and would take something. */
    synchronized boolean isIdle() {
        return heldRuns == 0 && !relieved && !barred && allowance > 0;
    }

    /** From now on the worker is given so many items at the most. */
    synchronized void allow(long items) {
        allowance = items;
    }

    /** How many of so many items the worker may be given. */
    synchronized int allowed(int items) {
        return (int) Math.min(items, allowance);
    }

    /** Whether the worker has had all the items that it may be given, and has nothing left to do. */
    synchronized boolean isSpent() {
        return allowance <= 0 && heldRuns == 0;
    }

    /** Whether the worker will have done all that it may within so long, or is at its last item. */
    synchronized boolean isNearlySpent(long nanos) {
        long left = allowance + heldItems;
        return left <= 1 || (nanosPerItem != UNKNOWN_NANOS && left < nanos / nanosPerItem);
    }

    /**
     * How long the worker has had nothing to do.
     *
     * @return nanoseconds; negative if it has something
     */
    synchronized long idleNanos() {
        return heldRuns == 0 ? clock.getAsLong() - progressAt : -1;
    }

    /** How long ago the last outcome came, or something was given to the worker when it had nothing. */
    synchronized long sinceProgressNanos() {
        return Math.max(0, clock.getAsLong() - progressAt);
    }

    synchronized long load() {
        return heldItems * nanosPerItem;
    }

    synchronized long nanosPerItem() {
        return nanosPerItem;
    }
}
