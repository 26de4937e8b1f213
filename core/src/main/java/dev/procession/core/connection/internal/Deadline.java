package dev.procession.core.connection.internal;

import java.io.IOException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Until when somebody waits.
 *
 * @param never whether there is no limit
 * @param at the moment, by {@link System#nanoTime}
 */
public record Deadline(boolean never, long at) {
    /** No limit. */
    public static final Deadline NEVER = new Deadline(true, 0);

    /**
     * A limit from now on.
     *
     * @param limit how long; zero or less has passed already
     * @return the deadline
     */
    public static Deadline in(Duration limit) {
        return new Deadline(false, System.nanoTime() + Math.max(0, TimeUnit.NANOSECONDS.convert(limit)));
    }

    /**
     * Whether it is over.
     *
     * @return true if so
     */
    public boolean hasPassed() {
        return !never && at - System.nanoTime() <= 0;
    }

    /**
     * Waits on a selector, a millisecond longer rather than too short.
     *
     * @param selector the selector
     * @throws IOException if that fails
     */
    public void select(Selector selector) throws IOException {
        if (never) {
            selector.select();
        } else {
            selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(at - System.nanoTime()) + 1));
        }
    }

    /** Takes a lock; answers false if the deadline came first. */
    boolean lock(ReentrantLock lock) throws InterruptedException {
        if (never) {
            lock.lockInterruptibly();
            return true;
        }
        return lock.tryLock(Math.max(0, at - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /**
     * Waits on a condition whose lock is held.
     *
     * @param condition signalled when it may hold
     * @param holds what for
     * @return false if the deadline has passed first
     * @throws InterruptedException if interrupted
     */
    public boolean await(Condition condition, BooleanSupplier holds) throws InterruptedException {
        while (!holds.getAsBoolean()) {
            if (never) {
                condition.await();
            } else if (condition.awaitNanos(at - System.nanoTime()) <= 0) {
                return holds.getAsBoolean();
            }
        }
        return true;
    }

    static TimeoutException passed(String what) {
        return new TimeoutException(what);
    }
}
