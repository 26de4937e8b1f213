package dev.procession.examples.soak.load;

import java.time.Duration;

/** Where lanes stop while what is held is counted. Thread-safe. */
public final class Gate {
    private final int lanes;
    private boolean closed;
    private boolean over;
    private int parked;

    /** Open, for so many lanes. */
    public Gate(int lanes) {
        this.lanes = lanes;
    }

    /** Whether a lane is to come to rest. */
    synchronized boolean isClosed() {
        return closed;
    }

    /** Waits, at rest, until the gate is open again; false if that was the end. */
    synchronized boolean pass() throws InterruptedException {
        parked++;
        notifyAll();
        while (closed && !over) {
            wait();
        }
        parked--;
        return !over;
    }

    /** Stops all lanes and waits until they are at rest; false if they do not come. */
    public synchronized boolean close(Duration limit) throws InterruptedException {
        closed = true;
        long end = System.nanoTime() + limit.toNanos();
        while (parked < lanes) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Lets them go on. */
    public synchronized void open() {
        closed = false;
        notifyAll();
    }

    /** Nobody passes any more. */
    public synchronized void end() {
        closed = true;
        over = true;
        notifyAll();
    }
}
