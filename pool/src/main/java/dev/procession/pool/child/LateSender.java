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

    /** Runs until the process ends. */
    @Override
    public void run() {
        while (true) {
            while (!armed) {
                LockSupport.park(this);
            }
            LockSupport.parkNanos(this, PATIENCE_NANOS);
            armed = false;
            outbox.send();
        }
    }
}
