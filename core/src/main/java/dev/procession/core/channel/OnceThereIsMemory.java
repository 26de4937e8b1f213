package dev.procession.core.channel;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Steps that nobody else would make, such as to tell that a channel has failed: where this process has run out of memory, they
 * are tried again until there is some, for half a minute at the most.
 */
public final class OnceThereIsMemory {
    private static final long WAIT_MILLIS = 50;

    /** Half a minute: a process that has no memory for so long has none. */
    private static final int MOST_TRIES = 600;

    private OnceThereIsMemory() {}

    /**
     * Makes something that nobody has seen yet, and so can be made again.
     *
     * @param <T> its type
     * @param step makes it
     * @return what was made
     */
    public static <T> T get(Supplier<T> step) {
        for (int tries = 1; ; tries++) {
            try {
                return step.get();
            } catch (OutOfMemoryError e) {
                pause(tries, e);
            }
        }
    }

    /**
     * Hands something over. Takes no memory itself: whoever calls has the receiver from before.
     *
     * @param <T> its type
     * @param receiver may be called again if it has thrown an {@link OutOfMemoryError}
     * @param value what it is given
     */
    public static <T> void give(Consumer<? super T> receiver, T value) {
        for (int tries = 1; ; tries++) {
            try {
                receiver.accept(value);
                return;
            } catch (OutOfMemoryError e) {
                pause(tries, e);
            }
        }
    }

    private static void pause(int tries, OutOfMemoryError error) {
        if (tries == MOST_TRIES) {
            throw error;
        }
        LockSupport.parkNanos(error, TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS));
    }
}
