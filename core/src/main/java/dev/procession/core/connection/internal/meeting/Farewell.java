package dev.procession.core.connection.internal.meeting;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a JVM does for its connections when it ends: it waits a moment for ends that are on their way to another process, and
 * closes its gates, whose threads would hold it up.
 */
public final class Farewell {
    private static final long GRACE_MILLIS = 1_000;
    private static final AtomicBoolean PREPARED = new AtomicBoolean();
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Condition DONE = LOCK.newCondition();
    private static int underWay;

    private Farewell() {}

    /** From now on this JVM does it. */
    static void prepare() {
        if (PREPARED.compareAndSet(false, true)) {
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(Farewell::say, "procession-connections-exit"));
            } catch (IllegalStateException ending) {
                // Too late: the JVM ends with the descriptors, and what is left is swept.
            }
        }
    }

    /** Something begins that this JVM should not end without. */
    public static void begin() {
        LOCK.lock();
        try {
            underWay++;
        } finally {
            LOCK.unlock();
        }
    }

    /** It is over. */
    public static void end() {
        LOCK.lock();
        try {
            underWay--;
            DONE.signalAll();
        } finally {
            LOCK.unlock();
        }
    }

    private static void say() {
        LOCK.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
            while (underWay > 0 && left > 0) {
                left = DONE.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            LOCK.unlock();
        }
        Gate.closeAll();
    }
}
