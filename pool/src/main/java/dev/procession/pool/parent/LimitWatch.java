package dev.procession.pool.parent;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks after workers that have tasks with a limit, or tasks that are to stop: when the next of them can be due, and not
 * before. There is no watch while no worker has any. Thread-safe.
 */
final class LimitWatch {
    /** Stands for: what the time of the next look is, is being found out. */
    private static final long UNKNOWN = Long.MIN_VALUE;

    /** After this long it looks again where there was no memory to look. */
    private static final long NO_MEMORY_NANOS = 50_000_000;

    private final Executor threads;
    private final Set<StopLadder> watched = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean watching = new AtomicBoolean();
    private volatile @Nullable Thread thread;
    private volatile long nextLook = UNKNOWN;

    /** What was taken out and perhaps should not have been, where an error cut off who was about to find out. */
    private volatile @Nullable StopLadder unsure;

    LimitWatch(Executor threads) {
        this.threads = threads;
    }

    /**
     * Looks after a worker from now on, until there is nothing to look after.
     *
     * @param due when it has to be looked at, at the latest, in {@link System#nanoTime} terms
     */
    void begin(StopLadder ladder, long due) {
        watched.add(ladder);
        if (watching.get() || !watching.compareAndSet(false, true)) {
            long next = nextLook;
            if (next == UNKNOWN || due - next < 0) {
                LockSupport.unpark(thread);
            }
            return;
        }
        boolean begun = false;
        try {
            threads.execute(this::watch);
            begun = true;
        } catch (RejectedExecutionException e) { // the pool has ended, and its workers with it
            watched.clear();
        } finally {
            if (!begun) {
                watching.set(false);
            }
        }
    }

    private void watch() {
        thread = Thread.currentThread();
        try {
            long next = lookAtAll();
            while (next != StopLadder.NEVER) {
                nextLook = next;
                long wait = next - System.nanoTime();
                if (wait > 0) {
                    LockSupport.parkNanos(this, wait);
                }
                next = lookAtAll();
            }
        } finally {
            watching.set(false);
        }
        for (StopLadder ladder : watched) { // one came while the watch ended
            begin(ladder, System.nanoTime());
        }
    }

    /** When to look again; {@link StopLadder#NEVER} if there is nothing to look after. */
    private long lookAtAll() {
        nextLook = UNKNOWN; // first: who begins from now on either is seen below, or wakes this thread once more
        long next = StopLadder.NEVER;
        try {
            StopLadder left = unsure;
            if (left != null) {
                watched.add(left);
            }
            long now = System.nanoTime();
            for (StopLadder ladder : watched) {
                long due = look(ladder, now);
                if (due != StopLadder.NEVER) {
                    next = next == StopLadder.NEVER || due - next < 0 ? due : next;
                }
            }
            return next;
        } catch (OutOfMemoryError e) {
            return System.nanoTime() + NO_MEMORY_NANOS; // nobody else would look
        }
    }

    private long look(StopLadder ladder, long now) {
        long due = ladder.look(now);
        if (due == StopLadder.NEVER) {
            unsure = ladder;
            watched.remove(ladder);
            due = ladder.look(now); // once more: something may have come before it was removed
            if (due != StopLadder.NEVER) {
                watched.add(ladder);
            }
            unsure = null;
        }
        return due;
    }
}
