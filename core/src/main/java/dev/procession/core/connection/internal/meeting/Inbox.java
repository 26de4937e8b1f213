package dev.procession.core.connection.internal.meeting;

import dev.procession.core.connection.internal.Deadline;
import dev.procession.core.connection.internal.Wakers;
import dev.procession.core.error.ConnectionException;
import dev.procession.core.error.ErrorCode;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Those who have come to a listener, have the key and were not yet accepted. */
public final class Inbox implements Gate.Host {
    /** Who comes when so many wait is turned away. */
    private static final int MOST_WAITING = 1_024;

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final System.Logger LOG = System.getLogger("dev.procession.core.connection");

    private final byte[] key;
    private final AtomicLong refusals = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<SocketChannel> waiting = new ArrayDeque<>();
    private @Nullable Gate gate;
    private boolean closed;

    private Inbox(byte[] key) {
        this.key = key;
    }

    /**
     * Opens one and starts its thread.
     *
     * @param address where; null for a place of its own
     * @param key what everybody has to have
     * @param handshake how long a stranger may take
     * @return the inbox
     * @throws ConnectionException if nobody can listen there
     */
    public static Inbox open(@Nullable SocketAddress address, byte[] key, Duration handshake) {
        Inbox inbox = new Inbox(key);
        Place place = address == null ? Place.own() : Place.at(address);
        String name = "procession-listener-" + NUMBERS.incrementAndGet();
        try {
            inbox.gate = Gate.open(place, name, inbox, TimeUnit.NANOSECONDS.convert(handshake));
        } catch (IOException e) {
            throw new ConnectionException(ErrorCode.CONNECTION_FAILED, "Nobody can listen: " + e.getMessage(), e);
        }
        return inbox;
    }

    private Gate gate() {
        Gate opened = gate;
        if (opened == null) {
            throw new IllegalStateException("not opened");
        }
        return opened;
    }

    /**
     * Where it is.
     *
     * @return the address
     */
    public SocketAddress address() {
        return gate().address();
    }

    /**
     * Waits for the next.
     *
     * @param deadline until when
     * @return a connected socket that does not block
     * @throws InterruptedException if interrupted
     * @throws TimeoutException if nobody came in time
     * @throws ConnectionException if it is closed
     */
    public SocketChannel take(Deadline deadline) throws InterruptedException, TimeoutException {
        lock.lockInterruptibly();
        try {
            if (!deadline.await(changed, () -> closed || !waiting.isEmpty())) {
                throw new TimeoutException("Nobody with the key has come to " + address() + " in time; "
                        + refusals.get() + " were turned away so far");
            }
            if (closed) {
                throw new ConnectionException(
                        ErrorCode.CLOSED, "The listener at " + address() + " is closed: bind another one");
            }
            return waiting.removeFirst();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether {@link #take} would return or throw at once.
     *
     * @return true if so
     */
    public boolean isReady() {
        lock.lock();
        try {
            return closed || !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * How many were turned away.
     *
     * @return their number
     */
    public long refusals() {
        return refusals.get();
    }

    @Override
    public byte[] keyOf(byte[] id) {
        return key;
    }

    @Override
    public @Nullable Guest welcome(byte[] id, SocketChannel socket, ByteBuffer answer) {
        lock.lock();
        try {
            if (closed || waiting.size() >= MOST_WAITING) {
                return null;
            }
            socket.write(answer);
            waiting.addLast(socket);
            changed.signal();
        } catch (IOException e) {
            return null;
        } finally {
            lock.unlock();
        }
        Wakers.wake(this);
        return Guest.SETTLED;
    }

    @Override
    public void refused(String why) {
        refusals.incrementAndGet();
        LOG.log(System.Logger.Level.DEBUG, "Somebody was turned away: {0}", why);
    }

    /** Closes it, and those who wait. Idempotent. */
    public void close() {
        Deque<SocketChannel> left;
        lock.lock();
        try {
            closed = true;
            left = new ArrayDeque<>(waiting);
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Wakers.wake(this);
        gate().close();
        for (SocketChannel socket : left) {
            try {
                socket.close();
            } catch (IOException e) {
                // The descriptor is gone all the same.
            }
        }
    }
}
