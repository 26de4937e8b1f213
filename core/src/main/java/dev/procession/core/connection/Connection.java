package dev.procession.core.connection;

import dev.procession.core.codec.Departures;
import dev.procession.core.connection.internal.AnyWait;
import dev.procession.core.connection.internal.Deadline;
import dev.procession.core.connection.internal.Direction;
import dev.procession.core.connection.internal.End;
import dev.procession.core.connection.internal.Mail;
import dev.procession.core.connection.internal.Peer;
import dev.procession.core.connection.internal.Trust;
import dev.procession.core.connection.internal.meeting.Dialer;
import dev.procession.core.error.ConnectionException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection to another process, or within this one: {@code multiprocessing.connection.Connection}. It carries
 * messages: objects and bytes, in any mixture, each of which arrives whole or not at all, in order.
 *
 * <ul>
 *   <li>Thread-safe. Threads that send take turns, message by message; so do threads that receive.
 *   <li>A send returns when the message is on its way, and blocks while the other end does not read and the system's buffers
 *       (some 64 to 200 KiB) are full. Two ends that both send more than that before they receive wait for each other for ever:
 *       give the send a limit, or receive with another thread.
 *   <li>Every wait ends by an interrupt, and by {@link #close} from another thread. After an interrupt, and after a limit has
 *       passed, the connection is as good as before: a message whose sending was given up does not arrive, one that was being
 *       received is received by the next call. Where that cannot be kept, as in the middle of a short message over TCP, later
 *       calls say that the connection is broken.
 *   <li>An end can be sent: as an argument of a {@link dev.procession.core.JvmProcess} or of a task, captured by a function,
 *       inside other objects, over a connection. It moves: here it can then no more be used, and {@link #close} does nothing.
 *       What was sent to it and not received goes with it. It can be received once.
 *   <li>Objects are accepted as {@link Pipe} and {@link Listener} say; a child accepts every object from its launcher, as long
 *       as that has the other end. An end that comes from anybody else accepts no more classes, and no longer messages, than the end
 *       by which it comes does.
 *   <li>An end that is not used costs its descriptors and nothing else. Close it: nobody else does until the process ends.
 * </ul>
 *
 * @param <T> what is sent and received as objects; nothing checks that the other end sends such
 */
public final class Connection<T extends @Nullable Object> implements Waitable, Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final transient End end;

    Connection(End end) {
        this.end = end;
    }

    /**
     * Connects to a {@link Listener} of this machine.
     *
     * @param address its {@link Listener#address}
     * @param key the key that it has too
     * @param <T> what is sent and received
     * @return the connection; both sides have proved that they have the key
     * @throws dev.procession.core.error.AuthenticationException if one of them has not
     * @throws ConnectionException if nobody listens there, or it took too long
     * @throws InterruptedException if interrupted
     */
    public static <T extends @Nullable Object> Connection<T> connect(SocketAddress address, byte[] key)
            throws InterruptedException {
        return connect(address, key, ConnectionOptions.standard());
    }

    /**
     * Connects to a {@link Listener}.
     *
     * @param address its {@link Listener#address}
     * @param key the key that it has too, 16 bytes or more
     * @param options what this end accepts: unless they allow more, the JDK's values
     * @param <T> what is sent and received
     * @return the connection; both sides have proved that they have the key
     * @throws dev.procession.core.error.AuthenticationException if one of them has not
     * @throws ConnectionException if nobody listens there, or it took too long
     * @throws InterruptedException if interrupted
     */
    public static <T extends @Nullable Object> Connection<T> connect(
            SocketAddress address, byte[] key, ConnectionOptions options) throws InterruptedException {
        Listener.requireReach(address, options);
        byte[] own = Listener.requireKey(key);
        return new Connection<>(End.over(
                Dialer.dial(address, own, Deadline.in(options.handshake())),
                options.terms(),
                Direction.BOTH,
                Trust.none(options.terms(), Listener.loader()),
                Peer.behind(address)));
    }

    /**
     * Sends an object; blocks while there is no room for it.
     *
     * @param message any value that can be encoded, also null
     * @throws dev.procession.core.error.EncodingException if it cannot be encoded; nothing is sent then
     * @throws dev.procession.core.error.EndOfStreamException if the other end is gone
     * @throws ConnectionException if this end is closed, moved or broken, or the message is too long
     * @throws UnsupportedOperationException if this end only receives
     * @throws InterruptedException if interrupted: nothing of the message will arrive
     */
    public void send(T message) throws InterruptedException {
        try {
            Mail.send(end, message, Deadline.NEVER);
        } catch (TimeoutException impossible) {
            throw new AssertionError("there was no limit", impossible);
        }
    }

    /**
     * Sends an object, and gives up if there is no room for it in time.
     *
     * @param message any value that can be encoded, also null
     * @param limit how long to wait at the most; zero or less tries once
     * @throws TimeoutException if the limit passed: nothing of the message will arrive
     * @throws InterruptedException if interrupted: nothing of the message will arrive
     * @see #send(Object)
     */
    public void send(T message, Duration limit) throws InterruptedException, TimeoutException {
        Mail.send(end, message, Deadline.in(Objects.requireNonNull(limit, "limit is null")));
    }

    /**
     * Waits for the next message, an object.
     *
     * @return the object
     * @throws dev.procession.core.error.EndOfStreamException if the other end is gone and all that it sent was received
     * @throws dev.procession.core.error.DecodingException if the object cannot be made here, for instance since its class is
     *     not accepted; the message names it. It is lost, the next one can be received
     * @throws ConnectionException if this end is closed, moved or broken; with code {@code WRONG_KIND} if the next message is
     *     bytes, which {@link #receiveBytes()} then gives
     * @throws UnsupportedOperationException if this end only sends
     * @throws InterruptedException if interrupted: nothing is lost
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // What T is was agreed on by both ends; the caller's cast finds out.
    public T receive() throws InterruptedException {
        return (T) Mail.receive(end);
    }

    /**
     * Whether {@link #receive} would return or throw at once: the next message is here whole, or the other end is gone.
     *
     * @return true if so
     * @throws ConnectionException if this end is closed, moved or broken
     * @throws InterruptedException if interrupted: nothing is lost
     */
    public boolean poll() throws InterruptedException {
        return poll(Duration.ZERO);
    }

    /**
     * Waits until {@link #receive} would return or throw at once: until the next message is here whole, or the other end is
     * gone. What threads have taken that receive at the same time does not count.
     *
     * @param limit how long to wait at the most; zero or less only looks
     * @return false if the limit passed first
     * @throws ConnectionException if this end is closed, moved or broken
     * @throws InterruptedException if interrupted: nothing is lost
     */
    public boolean poll(Duration limit) throws InterruptedException {
        return end.poll(Deadline.in(Objects.requireNonNull(limit, "limit is null")));
    }

    /**
     * Sends a message of bytes; blocks while there is no room for it.
     *
     * @param bytes the message, which may be empty; it must not be changed until this returns
     * @throws InterruptedException if interrupted: nothing of the message will arrive
     * @see #send(Object)
     */
    public void sendBytes(byte[] bytes) throws InterruptedException {
        sendBytes(bytes, 0, Objects.requireNonNull(bytes, "bytes is null").length);
    }

    /**
     * Sends a part of an array as a message of bytes; blocks while there is no room for it.
     *
     * @param bytes where the message is; it must not be changed until this returns
     * @param offset of its first byte
     * @param length how many, 0 or more
     * @throws IndexOutOfBoundsException if there is no such part
     * @throws InterruptedException if interrupted: nothing of the message will arrive
     * @see #send(Object)
     */
    public void sendBytes(byte[] bytes, int offset, int length) throws InterruptedException {
        try {
            Mail.sendBytes(end, bytes, offset, length, Deadline.NEVER);
        } catch (TimeoutException impossible) {
            throw new AssertionError("there was no limit", impossible);
        }
    }

    /**
     * Sends a part of an array as a message of bytes, and gives up if there is no room for it in time.
     *
     * @param bytes where the message is; it must not be changed until this returns
     * @param offset of its first byte
     * @param length how many, 0 or more
     * @param limit how long to wait at the most; zero or less tries once
     * @throws IndexOutOfBoundsException if there is no such part
     * @throws TimeoutException if the limit passed: nothing of the message will arrive
     * @throws InterruptedException if interrupted: nothing of the message will arrive
     * @see #send(Object)
     */
    public void sendBytes(byte[] bytes, int offset, int length, Duration limit)
            throws InterruptedException, TimeoutException {
        Mail.sendBytes(end, bytes, offset, length, Deadline.in(Objects.requireNonNull(limit, "limit is null")));
    }

    /**
     * Waits for the next message, one of bytes.
     *
     * @return the bytes, the caller's own
     * @throws ConnectionException with code {@code WRONG_KIND} if the next message is an object, which {@link #receive} then
     *     gives
     * @throws InterruptedException if interrupted: nothing is lost
     * @see #receive
     */
    public byte[] receiveBytes() throws InterruptedException {
        return Mail.receiveBytes(end);
    }

    /**
     * Waits for the next message, one of bytes, and puts it into an array: {@code recv_bytes_into}.
     *
     * @param into where to
     * @param offset of the first byte
     * @return how long the message is
     * @throws dev.procession.core.error.BufferTooShortException if there is no room for it; it is not lost
     * @throws IndexOutOfBoundsException if the array has no such offset
     * @throws InterruptedException if interrupted: nothing is lost
     * @see #receiveBytes()
     */
    public int receiveBytes(byte[] into, int offset) throws InterruptedException {
        return Mail.receiveBytes(end, into, offset);
    }

    /**
     * Waits until one of many is ready: {@code multiprocessing.connection.wait}. A connection is ready when {@link #receive}
     * would return or throw at once, a process when it has ended, a listener when {@link Listener#accept()} would return or
     * throw at once.
     *
     * @param objects connections, processes and listeners; none are never ready, and are not waited for
     * @param limit how long to wait at the most; zero or less only looks
     * @param <W> their common type
     * @return those that are ready, in the order in which they were given; empty if the limit passed first
     * @throws ConnectionException if one of the connections is closed, moved or broken
     * @throws IllegalStateException if one of the processes was never started
     * @throws InterruptedException if interrupted: nothing is lost
     */
    public static <W extends Waitable> List<W> waitAny(Collection<? extends W> objects, Duration limit)
            throws InterruptedException {
        for (W object : Objects.requireNonNull(objects, "the collection of what to wait for is null")) {
            Objects.requireNonNull(object, "something in the collection of what to wait for is null");
        }
        return new ArrayList<>(AnyWait.await(
                List.copyOf(objects),
                Connection::subject,
                Deadline.in(Objects.requireNonNull(limit, "limit is null"))));
    }

    private static Object subject(Waitable object) {
        if (object instanceof Connection<?> connection) {
            return connection.end;
        }
        return object instanceof Listener listener ? listener.inbox() : object;
    }

    /**
     * Closes this end: the other one receives what was sent and then {@link dev.procession.core.error.EndOfStreamException}.
     * Ends what other threads wait for here. Returns at once. Idempotent; does nothing to an end that was sent to another
     * process.
     */
    @Override
    public void close() {
        end.close();
    }

    /** Moves: from now on the end belongs to whoever receives this. */
    private Object writeReplace() {
        End.Leaving leaving = end.leave();
        Departures.add(leaving);
        return new Passage(leaving.invitation(), end);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("an end of a connection is received as a passage only");
    }

    @Override
    public String toString() {
        return end.toString();
    }
}
