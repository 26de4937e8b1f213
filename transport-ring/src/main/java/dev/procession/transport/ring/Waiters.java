package dev.procession.transport.ring;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** The threads that wait for something to come, the longest first. Thread-safe. */
final class Waiters {
    private static final Thread[] NONE = {};

    private final AtomicReference<Thread[]> threads = new AtomicReference<>(NONE);

    boolean isEmpty() {
        return threads.get().length == 0;
    }

    void add(Thread thread) {
        threads.updateAndGet(before -> {
            Thread[] after = new Thread[before.length + 1];
            System.arraycopy(before, 0, after, 0, before.length);
            after[before.length] = thread;
            return after;
        });
    }

    void remove(Thread thread) {
        threads.updateAndGet(before -> without(before, thread));
    }

    private static Thread[] without(Thread[] before, Thread thread) {
        if (before.length == 1) {
            return NONE;
        }
        Thread[] after = new Thread[before.length - 1];
        int kept = 0;
        boolean found = false;
        for (Thread one : before) {
            if (one == thread && !found) {
                found = true;
            } else {
                after[kept++] = one;
            }
        }
        return after;
    }

    /** Wakes the first; false if there is none. */
    boolean wake() {
        Thread[] all = threads.get();
        if (all.length > 0) {
            LockSupport.unpark(all[0]);
        }
        return all.length > 0;
    }

    /** Wakes all but the calling thread: what they wait for may have come. False if there is none. */
    boolean wakeAll() {
        Thread[] all = threads.get();
        for (Thread one : all) {
            if (one != Thread.currentThread()) {
                LockSupport.unpark(one);
            }
        }
        return all.length > 0;
    }
}
