package dev.procession.pool.parent;

import java.util.concurrent.TimeUnit;

/** Counts the starts that have failed in a row, and says when to give up. Guarded by the places' lock. */
final class StartFailures {
    /** After this many starts in a row have failed, and no worker has ever reported, the pool gives up. */
    private static final int MOST = 3;

    /**
     * Once workers have reported, this long must have passed since the first of them, too: what could start is kept from it
     * by something that may pass.
     */
    private static final long LATER_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private int inARow;
    private long since;
    private boolean hasReported;

    /** A worker can take tasks. */
    void end() {
        inARow = 0;
        hasReported = true;
    }

    void add() {
        if (inARow++ == 0) {
            since = System.nanoTime();
        }
    }

    int inARow() {
        return inARow;
    }

    boolean hasReported() {
        return hasReported;
    }

    boolean isHopeless() {
        return inARow >= MOST && (!hasReported || System.nanoTime() - since > LATER_PATIENCE_NANOS);
    }
}
