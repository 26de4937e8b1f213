package dev.procession.core.channel;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Looks again for a while before one parks. Where that was in vain several times in a row it is left out, but for one time in many, which
 * finds out whether it pays again. Used by one thread at a time.
 */
final class Spin {
    /** How often one looks before he asks for the time. */
    private static final int LOOKS = 32;

    /** After so many in vain. */
    private static final int PATIENCE = 4;

    /** One in so many is done all the same. */
    private static final int TRIES = 4;

    private final long nanos;
    private int inVain;

    Spin(Duration most) {
        nanos = most.toNanos();
    }

    /** Looks until it finds something, or the spin is over or left out; true if it found something. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on the yield: it is faster with it
    boolean until(BooleanSupplier found) {
        if (nanos == 0 || (inVain >= PATIENCE && inVain % TRIES != 0)) {
            inVain++;
            return false;
        }
        long begin = System.nanoTime();
        boolean done = false;
        while (!done && System.nanoTime() - begin < nanos) {
            for (int look = 0; look < LOOKS && !done; look++) {
                Thread.onSpinWait();
                done = found.getAsBoolean();
            }
            if (!done) {
                Thread.yield(); // On one processor with the peer, who looks keeps him from answering.
            }
        }
        inVain = done ? 0 : inVain + 1;
        return done;
    }
}
