package dev.procession.pool.child;

import dev.procession.core.error.ChannelException;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends what tasks report, and outcomes that would otherwise wait behind a long item. It is woken only when the task thread enters an item while
 * outcomes are unsent, which it gives a moment to send them itself, or when a task reports something.
 */
final class LateSender implements Runnable {
    /** How long an outcome may wait behind the next item: well above a switch of threads, well below what anyone sees. */
    private static final long PATIENCE_NANOS = 500_000;

    private final Outbox outbox;
    private final ProgressReporter progress;
    private final Thread thread;
    private volatile boolean armed;
    private volatile boolean stopped;
    private volatile Ending ending = Ending.OF_THE_PROCESS;

    LateSender(Outbox outbox, ProgressReporter progress) {
        this.outbox = outbox;
        this.progress = progress;
        thread = new Thread(this, "procession-late-sender");
        thread.setDaemon(true);
    }

    void start(Ending whatElse) {
        ending = whatElse;
        thread.start();
    }

    /** The worker has nothing more to send. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    void arm() {
        if (!armed) {
            armed = true;
            LockSupport.unpark(thread);
        }
    }

    /** Runs until the worker ends; ends it when there is no memory left to send what is due. */
    @Override
    public void run() {
        try {
            while (!stopped) {
                sendOnce();
            }
        } catch (OutOfMemoryError e) {
            ending.end(LastWords.OUT_OF_MEMORY, "this worker ran out of memory, to the last byte, and ends");
        } catch (ChannelException e) {
            if (!stopped) {
                throw e;
            }
        }
    }

    private void sendOnce() {
        while (!armed) {
            if (stopped) {
                return;
            }
            LockSupport.park(this);
            forgetInterrupt();
        }
        LockSupport.parkNanos(this, PATIENCE_NANOS);
        armed = false;
        outbox.send();
        progress.send();
    }

    /** A task may have interrupted all threads that it found; this one would never park again. */
    private static void forgetInterrupt() {
        Thread.interrupted();
    }
}
