package dev.procession.transport.ring;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Looks again for a while. A spin in vain halves the next, one that found something doubles it. Used by one thread at a time. */
final class Spin {
    /** How often one looks before he asks for the time. */
    private static final int LOOKS = 32;

    private final long mostNanos;
    private long nanos;

    Spin(Duration most) {
        mostNanos = most.toNanos();
        nanos = mostNanos;
    }

    /** Looks until it finds something, or the spin is over; true if it found something. */
    boolean until(BooleanSupplier found) {
        if (nanos == 0) {
            return false;
        }
        long begin = System.nanoTime();
        boolean done = false;
        while (!done && System.nanoTime() - begin < nanos) {
            for (int look = 0; look < LOOKS && !done; look++) {
                Thread.onSpinWait();
                done = found.getAsBoolean();
            }
        }
        long least = mostNanos / 16;
        nanos = Math.max(least, Math.min(mostNanos, done ? 2 * nanos : nanos / 2));
        return done;
    }
}
