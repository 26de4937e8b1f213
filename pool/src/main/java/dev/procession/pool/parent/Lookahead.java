package dev.procession.pool.parent;

import java.util.function.IntSupplier;

/**
 * How far the inputs of an {@code imap} may be ahead of the results that are taken. Arguments that are under way count with
 * their size, untaken results with theirs, and results that are still to come with what those before let expect: their bytes
 * cannot be refused once a worker has them, for it could run nothing else until somebody took a result. Guarded by the lock
 * of its {@link PulledResults}.
 */
final class Lookahead {
    /** Before any result has come, so many items for each worker: one that runs, and one for the moment when that ends. */
    private static final int FIRST_ITEMS_PER_WORKER = 2;

    /** What is expected falls by so little with each result: one large among some twenty is not forgotten in between. */
    private static final int FADING = 16;

    private final int mostItems;
    private final long mostBytes;
    private final IntSupplier workers;
    private int untaken;
    private int unsettled;
    private long bytes;

    /** How large the next result may be: the largest of late; 0 before the first one. */
    private long expectedBytes;

    /**
     * Bounds.
     *
     * @param mostItems that were pulled and whose results were not taken
     * @param mostBytes of their arguments and results; what each worker may run comes on top
     * @param workers how many there are
     */
    Lookahead(int mostItems, long mostBytes, IntSupplier workers) {
        this.mostItems = mostItems;
        this.mostBytes = mostBytes;
        this.workers = workers;
    }

    /** An item was submitted; its outcome may have been told of before. */
    void entered(int argumentBytes) {
        untaken++;
        unsettled++;
        bytes += argumentBytes;
    }

    /** An item has its outcome. */
    void settled(int argumentBytes, int outcomeBytes) {
        unsettled--;
        bytes += outcomeBytes - argumentBytes;
        if (outcomeBytes > 0) { // else it is of this side, and tells nothing of results
            expectedBytes = Math.max(outcomeBytes, expectedBytes - expectedBytes / FADING);
        }
    }

    /** An item's result was taken. */
    void taken(int outcomeBytes) {
        untaken--;
        bytes -= outcomeBytes;
    }

    /** How many items were submitted whose results were not taken. */
    int untaken() {
        return untaken;
    }

    /** Whether another item may be pulled. */
    boolean hasRoom() {
        if (untaken == 0) {
            return true;
        }
        if (untaken >= mostItems || bytes >= mostBytes) {
            return false;
        }
        int crew = workers.getAsInt();
        if (unsettled < crew) {
            return true;
        }
        return expectedBytes == 0
                ? unsettled < FIRST_ITEMS_PER_WORKER * crew
                : bytes + (unsettled + 1) * expectedBytes <= mostBytes;
    }
}
