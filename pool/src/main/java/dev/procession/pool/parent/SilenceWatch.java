package dev.procession.pool.parent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Asks one worker for a word, every now and then, while it has something to do and says nothing. What it answers, or what it
 * was asked, carries the number of a frame, so that either side notices when one before it was lost. A worker that does
 * not answer is left alone: it may be stopped, or held by a debugger. There is no watch while the worker has nothing.
 * Thread-safe.
 */
final class SilenceWatch {
    /** How often it looks: what was lost is noticed within two of these. */
    private static final long EVERY_MILLIS = 500;

    private final Executor later;
    private final BooleanSupplier isBusy;
    private final Runnable ask;
    private final AtomicBoolean watching = new AtomicBoolean();
    private volatile boolean heard;

    /**
     * A watch that has not begun.
     *
     * @param threads where it looks
     * @param isBusy whether the worker has something to do
     * @param ask asks it for a word; never blocks
     */
    SilenceWatch(Executor threads, BooleanSupplier isBusy, Runnable ask) {
        later = CompletableFuture.delayedExecutor(EVERY_MILLIS, TimeUnit.MILLISECONDS, threads);
        this.isBusy = isBusy;
        this.ask = ask;
    }

    /** Watches, unless it does already; the worker is about to be given something. */
    void begin() {
        if (!watching.get() && watching.compareAndSet(false, true)) {
            heard = true; // a look at the earliest after two spans
            boolean begun = false;
            try {
                later.execute(this::look);
                begun = true;
            } finally {
                if (!begun) {
                    watching.set(false);
                }
            }
        }
    }

    /** Something came from the worker. */
    void hear() {
        if (!heard) {
            heard = true;
        }
    }

    private void look() {
        boolean looked = false;
        while (!looked) {
            try {
                lookOnce();
                looked = true;
            } catch (OutOfMemoryError e) { // Who else would find out what became of the worker?
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS));
            }
        }
    }

    private void lookOnce() {
        if (!isBusy.getAsBoolean()) {
            watching.set(false);
            if (isBusy.getAsBoolean()) { // it was given something while the watch ended
                begin();
            }
            return;
        }
        if (!heard) {
            ask.run();
        }
        heard = false;
        later.execute(this::look);
    }
}
