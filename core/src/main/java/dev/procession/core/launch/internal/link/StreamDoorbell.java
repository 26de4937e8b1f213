package dev.procession.core.launch.internal.link;

import dev.procession.core.channel.LaunchLink;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A doorbell over two byte streams. A ring is one byte. A pipe holds at least 4,096 bytes, so a ring cannot block as long
 * as fewer are unread; to know that, each side acknowledges every {@link #ACK_EVERY} rings that it has read with one
 * byte. At the limit a ring is put off until the next acknowledgement, which is certain to come: either all rings before
 * it were read, then acknowledgements are on their way, or some are not, and those still wake the peer.
 */
final class StreamDoorbell implements LaunchLink.Doorbell {
    /** The byte of a ring. */
    static final byte RING = 1;

    /** The byte that acknowledges {@link #ACK_EVERY} rings. */
    static final byte ACK = 2;

    /** How many rings one acknowledgement stands for. */
    static final int ACK_EVERY = 1_024;

    /** How many rings may be unacknowledged; leaves room for acknowledgements in the smallest pipe. */
    static final int MAX_UNACKNOWLEDGED = 3_072;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable OutputStream out;
    private int unacknowledged;
    private int unanswered;
    private boolean putOff;
    private boolean rung;
    private @Nullable BooleanSupplier hearer;
    private boolean ended;

    /** From now on rings are written there; one that was put off is written at once. */
    void attach(OutputStream stream) {
        lock.lock();
        try {
            out = stream;
            if (putOff) {
                putOff = false;
                sendRing();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void ring() {
        lock.lock();
        try {
            sendRing();
        } finally {
            lock.unlock();
        }
    }

    private void sendRing() {
        if (out == null || unacknowledged >= MAX_UNACKNOWLEDGED) {
            putOff = true;
        } else {
            unacknowledged++;
            send(RING);
        }
    }

    /** Writes under the lock: the count of unread bytes makes sure that it cannot block. */
    private void send(byte what) {
        OutputStream stream = out;
        if (stream == null || ended) {
            return;
        }
        try {
            stream.write(what);
            stream.flush();
        } catch (IOException gone) {
            ended = true;
            changed.signalAll();
        }
    }

    @Override
    public boolean await(Duration limit) throws InterruptedException {
        long left = saturatedNanos(limit);
        lock.lockInterruptibly();
        try {
            while (!rung && !ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            boolean result = rung || ended;
            rung = false;
            return result;
        } finally {
            lock.unlock();
        }
    }

    private static long saturatedNanos(Duration limit) {
        return TimeUnit.NANOSECONDS.convert(limit);
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

    /** Takes what the reading thread has read. */
    void received(byte[] bytes, int count) {
        lock.lock();
        try {
            for (int i = 0; i < count; i++) {
                receive(bytes[i]);
            }
        } finally {
            lock.unlock();
        }
    }

    private void receive(byte what) {
        if (what == ACK) {
            unacknowledged -= ACK_EVERY;
            if (putOff) {
                putOff = false;
                sendRing();
            }
            return;
        }
        BooleanSupplier first = hearer;
        if (first == null || !first.getAsBoolean()) {
            rung = true;
            changed.signal();
        }
        if (++unanswered == ACK_EVERY) {
            unanswered = 0;
            send(ACK);
        }
    }

    /** The peer is gone: every wait from now on returns at once. */
    void peerEnded() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
