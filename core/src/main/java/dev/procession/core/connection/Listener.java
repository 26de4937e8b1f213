package dev.procession.core.connection;

import dev.procession.core.codec.Unsendable;
import dev.procession.core.connection.internal.Deadline;
import dev.procession.core.connection.internal.Direction;
import dev.procession.core.connection.internal.End;
import dev.procession.core.connection.internal.Peer;
import dev.procession.core.connection.internal.Trust;
import dev.procession.core.connection.internal.meeting.Inbox;
import dev.procession.core.error.ConnectionException;
import dev.procession.core.error.ErrorCode;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for connections from other processes that have the same key: {@code multiprocessing.connection.Listener}.
 *
 * <pre>{@code
 * byte[] key = Listener.newKey();
 * try (Listener listener = Listener.bind(key)) {
 *     // another process, which was told address and key: Connection.connect(address, key)
 *     Connection<String> connection = listener.accept();
 * }
 * }</pre>
 *
 * <ul>
 *   <li>Both sides prove that they have the key (HMAC-SHA256 over random bytes of both), who connects first. Nothing else is
 *       read before, no more than 88 bytes of each stranger, and for no longer than the options say. Strangers do not hold up
 *       others; whoever has not the key is turned away without {@link #accept} noticing.
 *   <li>It listens on a Unix-domain socket, or on the loopback interface. A socket's file has mode 0600; one that the listener
 *       chose itself is in this run's private folder of mode 0700, and is removed even after a crash.
 *   <li>Connections accept the JDK's values and what the options allow, nothing else.
 * </ul>
 *
 * Thread-safe. Its thread {@code procession-listener-N} looks at who comes and is gone after {@link #close}.
 */
@Unsendable(
        "A Listener belongs to the process that opened it and cannot be sent: send its address(), and connect to it")
public final class Listener implements Waitable, AutoCloseable {
    private static final int LEAST_KEY_BYTES = 16;
    private static final int NEW_KEY_BYTES = 32;

    private final Inbox inbox;
    private final ConnectionOptions options;

    private Listener(Inbox inbox, ConnectionOptions options) {
        this.inbox = inbox;
        this.options = options;
    }

    /**
     * A key that nobody can guess.
     *
     * @return 32 random bytes
     */
    public static byte[] newKey() {
        byte[] key = new byte[NEW_KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    /**
     * Listens at an address of its own choice, on this machine.
     *
     * @param key what others have to have too, 16 bytes or more
     * @return the listener
     * @throws ConnectionException if that is not possible
     */
    public static Listener bind(byte[] key) {
        return new Listener(Inbox.open(null, requireKey(key), STANDARD.handshake()), STANDARD);
    }

    private static final ConnectionOptions STANDARD = ConnectionOptions.standard();

    /**
     * Listens at an address.
     *
     * @param address a path whose folder exists, as {@link UnixDomainSocketAddress}, or an {@link InetSocketAddress} of the
     *     loopback interface; port 0 for any free one
     * @param key what others have to have too, 16 bytes or more
     * @return the listener
     * @throws ConnectionException if that is not possible, for instance since somebody else listens there. The file of a
     *     listener that has died without removing it is no hindrance
     */
    public static Listener bind(SocketAddress address, byte[] key) {
        return bind(address, key, STANDARD);
    }

    /**
     * Listens at an address.
     *
     * @param address a path whose folder exists, as {@link UnixDomainSocketAddress}, or an {@link InetSocketAddress}; port 0
     *     for any free one
     * @param key what others have to have too, 16 bytes or more
     * @param options what the connections accept, and where to listen
     * @return the listener
     * @throws ConnectionException if that is not possible, for instance since somebody else listens there. The file of a
     *     listener that has died without removing it is no hindrance
     */
    public static Listener bind(SocketAddress address, byte[] key, ConnectionOptions options) {
        requireReach(address, options);
        return new Listener(Inbox.open(address, requireKey(key), options.handshake()), options);
    }

    static byte[] requireKey(byte[] key) {
        if (Objects.requireNonNull(key, "key is null").length < LEAST_KEY_BYTES) {
            throw new IllegalArgumentException("The key has " + key.length + " bytes, it takes at least "
                    + LEAST_KEY_BYTES + " that nobody can guess: Listener.newKey() makes one");
        }
        return key.clone();
    }

    static void requireReach(SocketAddress address, ConnectionOptions options) {
        Objects.requireNonNull(address, "address is null");
        Objects.requireNonNull(options, "options is null");
        if (address instanceof UnixDomainSocketAddress) {
            return;
        }
        if (!(address instanceof InetSocketAddress inet)) {
            throw new IllegalArgumentException(
                    address + " is neither a UnixDomainSocketAddress nor an InetSocketAddress: give one of these");
        }
        if (inet.isUnresolved()) {
            throw new ConnectionException(
                    ErrorCode.CONNECTION_FAILED,
                    "The host name of " + inet + " cannot be resolved: correct it, or give the number in its place");
        }
        if (!options.reachesAnywhere() && !inet.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    inet + " is beyond this machine, and what goes there is not encrypted. If"
                            + " that is meant: ConnectionOptions.standard().anyAddress()");
        }
    }

    static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? ClassLoader.getSystemClassLoader() : context;
    }

    /**
     * Where it listens: what {@link Connection#connect} takes. A Unix-domain address's {@code toString()} is its path.
     *
     * @return the address
     */
    public SocketAddress address() {
        return inbox.address();
    }

    /**
     * Waits for the next connection.
     *
     * @param <T> what is sent and received
     * @return a connection whose other side has the key
     * @throws ConnectionException if the listener is closed, also while this waits
     * @throws InterruptedException if interrupted: nobody is lost
     */
    public <T extends @Nullable Object> Connection<T> accept() throws InterruptedException {
        try {
            return connection(inbox.take(Deadline.NEVER));
        } catch (TimeoutException impossible) {
            throw new AssertionError("there was no limit", impossible);
        }
    }

    /**
     * Waits for the next connection.
     *
     * @param limit how long to wait at the most; zero or less only looks
     * @param <T> what is sent and received
     * @return a connection whose other side has the key
     * @throws TimeoutException if nobody came in time
     * @throws ConnectionException if the listener is closed, also while this waits
     * @throws InterruptedException if interrupted: nobody is lost
     */
    public <T extends @Nullable Object> Connection<T> accept(Duration limit)
            throws InterruptedException, TimeoutException {
        return connection(inbox.take(Deadline.in(Objects.requireNonNull(limit, "limit is null"))));
    }

    private <T extends @Nullable Object> Connection<T> connection(SocketChannel socket) {
        Trust trust = Trust.none(options.terms(), loader());
        return new Connection<>(End.over(socket, options.terms(), Direction.BOTH, trust, Peer.behind(inbox.address())));
    }

    /**
     * How many were turned away: they had another key, were no connection of this version of Procession, took too long or
     * went away.
     *
     * @return their number so far
     */
    public long refused() {
        return inbox.refusals();
    }

    Inbox inbox() {
        return inbox;
    }

    /** Stops listening, ends {@link #accept} in other threads and removes the socket's file. Idempotent. */
    @Override
    public void close() {
        inbox.close();
    }

    @Override
    public String toString() {
        return "listener at " + inbox.address();
    }
}
