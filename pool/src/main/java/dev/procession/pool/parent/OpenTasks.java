package dev.procession.pool.parent;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the tasks that were accepted and have not settled, for those who wait for the end. Thread-safe. */
final class OpenTasks {
    private final AtomicLong count = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition none = lock.newCondition();
    private volatile boolean abandoned;

    void opened(int tasks) {
        count.addAndGet(tasks);
    }

    void settled(int tasks) {
        if (count.addAndGet(-tasks) == 0) {
            wake();
        }
    }

    private void wake() {
        lock.lock();
        try {
            none.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody is to wait any more: how many are open is not known. */
    void abandon() {
        abandoned = true;
        wake();
    }

    long count() {
        return count.get();
    }

    boolean awaitNone(Duration limit) throws InterruptedException {
        long nanos = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (count.get() > 0 && !abandoned) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = none.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
