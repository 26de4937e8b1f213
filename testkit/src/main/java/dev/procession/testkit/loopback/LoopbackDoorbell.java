package dev.procession.testkit.loopback;

import dev.procession.core.channel.LaunchLink.Doorbell;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One side of a doorbell between two threads of one JVM. */
final class LoopbackDoorbell implements Doorbell {
    private final ReentrantLock lock;
    private final Condition changed;
    private LoopbackDoorbell peer;

    // Guarded by the lock, which both sides share.
    private boolean rung;
    private @Nullable BooleanSupplier hearer;
    private boolean closed;

    LoopbackDoorbell() {
        this.lock = new ReentrantLock();
        this.changed = lock.newCondition();
        this.peer = new LoopbackDoorbell(this);
    }

    private LoopbackDoorbell(LoopbackDoorbell peer) {
        this.lock = peer.lock;
        this.changed = peer.changed;
        this.peer = peer;
    }

    LoopbackDoorbell peer() {
        return peer;
    }

    @Override
    public void ring() {
        lock.lock();
        try {
            BooleanSupplier first = peer.hearer;
            if (first == null || !first.getAsBoolean()) {
                peer.rung = true;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean tellFirst(BooleanSupplier first) {
        lock.lock();
        try {
            hearer = first;
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean await(Duration limit) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.convert(limit);
        lock.lockInterruptibly();
        try {
            while (!rung && !peer.closed && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            boolean told = rung || peer.closed || closed;
            rung = false;
            return told;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
