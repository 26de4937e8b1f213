package dev.procession.pool.parent;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Looks, every now and then, whether tasks wait behind a long one; only while there are tasks that could. An idle pool,
 * and one whose workers hold one task each, has no watch. Thread-safe.
 */
final class StallWatch {
    /** How often it looks: below what anyone sees, and a hundred wake-ups a second at the most. */
    private static final long EVERY_NANOS = 10_000_000;

    private final Executor threads;
    private final AtomicBoolean watching = new AtomicBoolean();

    StallWatch(Executor threads) {
        this.threads = threads;
    }

    /** Starts to look, unless it does already; ends when the look says that there is nothing to look after. */
    void begin(BooleanSupplier look) {
        if (watching.get() || !watching.compareAndSet(false, true)) {
            return;
        }
        boolean begun = false;
        try {
            threads.execute(() -> watch(look));
            begun = true;
        } catch (RejectedExecutionException e) {
            // The pool has ended, and its workers with it.
        } finally {
            if (!begun) {
                watching.set(false);
            }
        }
    }

    private static boolean isNeeded(BooleanSupplier look) {
        try {
            return look.getAsBoolean();
        } catch (OutOfMemoryError e) {
            return true; // for the next look
        }
    }

    private void watch(BooleanSupplier look) {
        try {
            do {
                LockSupport.parkNanos(this, EVERY_NANOS);
            } while (isNeeded(look));
        } finally {
            watching.set(false);
        }
        if (look.getAsBoolean()) { // something came to wait while the watch ended
            begin(look);
        }
    }
}
