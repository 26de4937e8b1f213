package dev.procession.pool.parent;

import java.util.function.BooleanSupplier;

/**
 * Asks one worker for a word when it has something to do and says nothing from one look to the next. What it answers, or
 * what it was asked, carries the number of a frame, so that either side notices when one before it was lost. A worker that
 * does not answer is left alone: it may be stopped, or held by a debugger. Heard by any thread, looked at by one.
 */
final class SilenceWatch {
    private final BooleanSupplier isBusy;
    private final Runnable ask;

    /** Whether it has said something, or had nothing to do, since the last look. */
    private volatile boolean excused = true;

    /**
     * A watch.
     *
     * @param isBusy whether the worker has something to do
     * @param ask asks it for a word; never blocks
     */
    SilenceWatch(BooleanSupplier isBusy, Runnable ask) {
        this.isBusy = isBusy;
        this.ask = ask;
    }

    /** Something came from the worker. */
    void hear() {
        if (!excused) {
            excused = true;
        }
    }

    /** Called every now and then. */
    void look() {
        boolean busy = isBusy.getAsBoolean();
        if (busy && !excused) {
            ask.run();
        }
        excused = !busy;
    }
}
