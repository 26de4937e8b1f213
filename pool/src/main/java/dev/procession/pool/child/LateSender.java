package dev.procession.pool.child;

import java.util.concurrent.locks.LockSupport;

/**
 * Sends outcomes that would otherwise wait behind a long item. It is woken only when the task thread enters an item while
 * outcomes are unsent; it then gives the task thread a moment to send them itself.
 */
final class LateSender implements Runnable {
    /** How long an outcome may wait behind the next item: well above a switch of threads, well below what anyone sees. */
    private static final long PATIENCE_NANOS = 500_000;

    private final Outbox outbox;
    private final Thread thread;
    private volatile boolean armed;

    LateSender(Outbox outbox) {
        this.outbox = outbox;
        thread = new Thread(this, "procession-late-sender");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void arm() {
        if (!armed) {
            armed = true;
            LockSupport.unpark(thread);
        }
    }

    /** Runs until the process ends; ends it when there is no memory left to send what is due. */
    @Override
    public void run() {
        try {
            while (true) {
                sendOnce();
            }
        } catch (OutOfMemoryError e) {
            LastWords.OUT_OF_MEMORY.sayAndHalt("this worker ran out of memory, to the last byte, and ends");
        }
    }

    private void sendOnce() {
        while (!armed) {
            LockSupport.park(this);
            forgetInterrupt();
        }
        LockSupport.parkNanos(this, PATIENCE_NANOS);
        armed = false;
        outbox.send();
    }

    /** A task may have interrupted all threads that it found; this one would never park again. */
    private static void forgetInterrupt() {
        Thread.interrupted();
    }
}
