package dev.procession.pool.child;

import dev.procession.core.channel.Channel;
import dev.procession.pool.protocol.FrameSeal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends frames from the worker, and waits while the channel is full. The parent's death ends the process, and so every
 * wait.
 */
final class FrameSender {
    private final Listening listening;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition writable = lock.newCondition();
    private volatile @Nullable Channel channel;
    private final FrameSeal.Writer sealing = new FrameSeal.Writer();
    private final AtomicInteger writableCalls = new AtomicInteger();

    FrameSender(Listening listening) {
        this.listening = listening;
    }

    void attach(Channel opened) {
        channel = opened;
    }

    void send(List<ByteBuffer> frame) {
        int seen = writableCalls.get();
        while (!trySend(frame)) {
            awaitWritable(seen);
            seen = writableCalls.get();
        }
    }

    private void awaitWritable(int seen) {
        listening.until(() -> seen != writableCalls.get());
        lock.lock();
        try {
            while (seen == writableCalls.get()) {
                writable.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends a frame, unless the channel is full; returns whether it was sent. */
    boolean trySend(List<ByteBuffer> frame) {
        Channel open = channel();
        lock.lock();
        try {
            return sealing.offer(open, frame);
        } finally {
            lock.unlock();
        }
    }

    void becameWritable() {
        lock.lock();
        try {
            writableCalls.incrementAndGet();
            writable.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void closeOutput() {
        channel().closeOutput();
    }

    private Channel channel() {
        Channel open = channel;
        if (open == null) {
            throw new IllegalStateException("a frame was sent before the channel was open");
        }
        return open;
    }
}
