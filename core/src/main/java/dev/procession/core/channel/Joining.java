package dev.procession.core.channel;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How a channel that closes waits for its threads. For those who write transports. */
public final class Joining {
    private Joining() {}

    /**
     * Waits for a thread's end, but not long. The caller's interrupt flag stays as it is.
     *
     * @param thread for which
     * @param patience how long at the most
     */
    public static void join(Thread thread, Duration patience) {
        joinUntil(thread, System.nanoTime() + patience.toNanos());
    }

    /**
     * The same.
     *
     * @param thread for which
     * @param deadline until when at the most, in terms of {@link System#nanoTime}
     */
    public static void joinUntil(Thread thread, long deadline) {
        boolean interrupted = false;
        boolean waiting = true;
        while (waiting) {
            try {
                long left = deadline - System.nanoTime();
                if (left > 0) {
                    TimeUnit.NANOSECONDS.timedJoin(thread, left);
                }
                waiting = false;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
