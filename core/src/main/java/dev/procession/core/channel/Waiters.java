package dev.procession.core.channel;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The threads that wait for something to come, the longest first. Thread-safe. */
final class Waiters {
    private static final Waiter[] NONE = {};

    /** Replaced as a whole, under this object's monitor. */
    private volatile Waiter[] all = NONE;

    /** A thread that waits. That it was told is kept apart from its permit, which locks on the way may use up. */
    static final class Waiter {
        private final Thread thread = Thread.currentThread();
        private final boolean reads = !VirtualThreads.isCurrent();
        private volatile boolean told;
        private volatile boolean gone;

        private void tell() {
            told = true;
            LockSupport.unpark(thread);
        }

        /**
         * Whether it may be at turn. A virtual thread may not: it can lose its carrier to others for as long as these compute,
         * and nobody would read meanwhile.
         */
        boolean reads() {
            return reads;
        }

        /** To be called before the look at whatever is waited for. */
        void looks() {
            told = false;
        }

        /** Waits until it is told, or unparked by anybody. */
        void await(long nanos) {
            if (!told) {
                LockSupport.parkNanos(this, nanos);
            }
        }
    }

    /** Whether there is one that reads. */
    boolean isAnyReading() {
        return firstReading(all) != null;
    }

    private static @Nullable Waiter firstReading(Waiter[] waiting) {
        for (Waiter one : waiting) {
            if (one.reads && !one.gone) {
                return one;
            }
        }
        return null;
    }

    /** The calling thread waits from now on. */
    synchronized Waiter enter() {
        Waiter waiter = new Waiter();
        Waiter[] after = Arrays.copyOf(all, all.length + 1);
        after[all.length] = waiter;
        all = after;
        return waiter;
    }

    /** It waits no more. */
    synchronized void leave(Waiter waiter) {
        waiter.gone = true; // a store: there may be no memory for what follows
        all = without(all, waiter);
    }

    private static Waiter[] without(Waiter[] before, Waiter gone) {
        if (before.length == 1) {
            return NONE;
        }
        Waiter[] after = new Waiter[before.length - 1];
        int kept = 0;
        for (Waiter one : before) {
            if (one != gone) {
                after[kept++] = one;
            }
        }
        return after;
    }

    /** Tells the first that reads; false if there is none. */
    boolean tell() {
        Waiter first = firstReading(all);
        if (first != null) {
            first.tell();
        }
        return first != null;
    }

    /** Tells all but the calling thread: what they wait for may have come. False if none of them reads. */
    boolean tellAll() {
        Waiter[] waiting = all;
        for (Waiter one : waiting) {
            if (one.thread != Thread.currentThread()) {
                one.tell();
            }
        }
        return firstReading(waiting) != null;
    }
}
