package dev.procession.pool.parent;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** What somebody waits for and nobody else would make: where this process has run out of memory, it is tried again. */
final class OnceThereIsMemory {
    private static final long WAIT_MILLIS = 50;

    /** Half a minute: a process that has no memory for so long has none. */
    private static final int MOST_TRIES = 600;

    private OnceThereIsMemory() {}

    /**
     * Makes something that nobody has seen yet, and so can be made again.
     *
     * @param step makes it
     */
    static <T> T get(Supplier<T> step) {
        for (int tries = 1; ; tries++) {
            try {
                return step.get();
            } catch (OutOfMemoryError e) {
                if (tries == MOST_TRIES) {
                    throw e;
                }
                LockSupport.parkNanos(step, TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS));
            }
        }
    }
}
