package dev.procession.pool.parent;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Steps that somebody waits for and that nobody else would do: where this process has run out of memory, they are tried again. */
final class OnceThereIsMemory {
    private static final long WAIT_MILLIS = 50;

    /** Half a minute: a process that has no memory for so long has none. */
    private static final int MOST_TRIES = 600;

    private OnceThereIsMemory() {}

    /**
     * Does a step.
     *
     * @param step what may be done again if it was cut off
     */
    static void run(Runnable step) {
        boolean unused = get(() -> {
            step.run();
            return true;
        });
    }

    /** The same for a step that answers something. */
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
