package dev.procession.pool.protocol;

import java.util.concurrent.TimeUnit;

/**
 * Whether a peer that is no child of this machine is still there: each side sends a word every two seconds, and takes the
 * other for lost when it has heard nothing for ten. Thread-safe.
 */
public final class Pulse {
    /** How often each side sends a word. */
    public static final long EVERY_MILLIS = 2_000;

    /** After so long without a word the peer is lost: four words in a row did not come. */
    public static final long LOST_MILLIS = 10_000;

    private volatile long heard = System.nanoTime();

    /** A pulse that was heard just now. */
    public Pulse() {}

    /** Something came from the peer. */
    public void beat() {
        heard = System.nanoTime();
    }

    /**
     * Whether the peer has been silent for too long.
     *
     * @return true if it is lost
     */
    public boolean isLost() {
        return System.nanoTime() - heard > TimeUnit.MILLISECONDS.toNanos(LOST_MILLIS);
    }
}
