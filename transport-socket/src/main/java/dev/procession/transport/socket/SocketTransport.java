package dev.procession.transport.socket;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.error.TransportException;
import dev.procession.transport.socket.internal.tls.CertificateFiles;
import dev.procession.transport.socket.internal.tls.Identity;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Frames over a socket, by Netty.
 *
 * <ul>
 *   <li>A Unix-domain socket where the system has them, else TCP over the loopback interface. The system property {@value
 *       #ADDRESS_PROPERTY} of the parent chooses: {@code unix:}, {@code tcp:}, {@code tcp:HOST:PORT} with a loopback
 *       host, or {@code tls:HOST:PORT} with any; a port other than 0 serves one child at a time.
 *   <li>Nothing leaves the machine but by TLS 1.3, in which both ends show certificates: {@code tcp:} with any other host is
 *       refused. The certificates are those that {@value CertificateFiles#CERTIFICATE_PROPERTY}, {@value
 *       CertificateFiles#KEY_PROPERTY} and {@value CertificateFiles#TRUST_PROPERTY} name, PEM files, at both ends; or, if
 *       none of them is set, each end makes one for each launch.
 *   <li>Each child has a listening socket of its own. Both ends prove that they know the {@link LaunchLink#secret() secret}
 *       of the launch before any other byte is looked at; then the socket that listened is closed.
 *   <li>A socket's file has mode 0600 in the run's folder of mode 0700.
 *   <li>All channels of a JVM share a few threads, {@code procession-socket-N}, those to its children apart from the one to
 *       its parent; they come with the first channel and go with the last. A listener that blocks, which it must not, holds
 *       up the other channels of its thread.
 *   <li>{@link ChannelOptions#spin()} has no effect.
 * </ul>
 */
public final class SocketTransport implements TransportProvider {
    /** The system property that says where the parent listens. */
    public static final String ADDRESS_PROPERTY = "procession.socket.address";

    private static final String NO_RECORDING = "-Dio.netty.jfr.enabled=false";

    /** The JDK's property that names the class that makes selectors. */
    private static final String SELECTORS = "java.nio.channels.spi.SelectorProvider";

    private static final String JDKS_OWN = "sun.nio.ch.";

    private static final String NETTY = "io.netty.channel.MultiThreadIoEventLoopGroup";

    /** The medium that a test asks for; null for the best. */
    private final @Nullable Medium medium;

    private final @Nullable String address;

    /** The certificates that a test gives; null for those that the system properties name. */
    private final @Nullable CertificateFiles certificates;

    /** The provider; does nothing yet. */
    public SocketTransport() {
        this(null, null, null);
    }

    /** A provider for tests, with its own choice of medium and address. */
    SocketTransport(@Nullable Medium medium, @Nullable String address) {
        this(medium, address, null);
    }

    /** A provider for tests, with certificates of its own, too. */
    SocketTransport(@Nullable Medium medium, @Nullable String address, @Nullable CertificateFiles certificates) {
        this.medium = medium;
        this.address = address;
        this.certificates = certificates;
    }

    @Override
    public String name() {
        return "socket";
    }

    @Override
    public int preference() {
        return 50;
    }

    @Override
    public Set<Trait> traits() {
        return EnumSet.of(Trait.SHARED_FILES);
    }

    /**
     * Keeps Netty's buffers from describing themselves to the flight recorder, which loads it: a quarter of a second of a
     * worker's start. For workers that you record, say {@code jvmOptions("-Dio.netty.jfr.enabled=true")}. And tells a worker of
     * the same Java what its parent has found to make selectors, if that is the JDK's own, or the JDK would look for another one
     * through the whole class path.
     *
     * @param javaVersion the worker's
     * @return one option or two
     */
    @Override
    public List<String> childOptions(int javaVersion) {
        String selectors = SelectorProvider.provider().getClass().getName();
        boolean isKnown = selectors.startsWith(JDKS_OWN)
                && javaVersion == Runtime.version().feature();
        return isKnown ? List.of(NO_RECORDING, "-D" + SELECTORS + "=" + selectors) : List.of(NO_RECORDING);
    }

    @Override
    public Optional<String> unavailableBecause() {
        try {
            Class.forName(NETTY, false, SocketTransport.class.getClassLoader());
            Endpoint asked = asked();
            if (asked != null && asked.family() != Endpoint.Family.UNIX) {
                asked.address();
            }
            if (asked != null && asked.family() == Endpoint.Family.TLS && given() != null) {
                Identity.of(given());
            }
            return Optional.empty();
        } catch (ClassNotFoundException e) {
            return Optional.of("Netty 4.2 is not on the class path; add the dependency io.netty:netty-all");
        } catch (TransportException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** What the user asked for; null if nothing. */
    private @Nullable Endpoint asked() {
        String text = address != null ? address : System.getProperty(ADDRESS_PROPERTY);
        if (text == null || text.isBlank()) {
            return null;
        }
        Endpoint endpoint = Endpoint.parse(text.strip());
        if (endpoint.family() == Endpoint.Family.UNIX && !endpoint.place().isEmpty()) {
            throw new TransportException("the socket transport was told to listen at " + endpoint.text()
                    + ", and it puts its sockets into a private folder of its own; say unix: without a path");
        }
        return endpoint;
    }

    @Override
    public Acceptor open(ChannelOptions options, LaunchLink link) {
        Endpoint asked = asked();
        if (asked != null) {
            return open(asked, options, link);
        }
        try {
            return open(Endpoint.ANY_UNIX, options, link);
        } catch (TransportException noUnixSocket) {
            try {
                return open(Endpoint.ANY_TCP, options, link);
            } catch (TransportException e) {
                e.addSuppressed(noUnixSocket);
                throw e;
            }
        }
    }

    @Override
    public Acceptor openAt(String where, ChannelOptions options, LaunchLink link) {
        Endpoint endpoint = Endpoint.parse(where.strip());
        if (endpoint.family() == Endpoint.Family.UNIX) {
            throw new TransportException(
                    "the socket transport was told to wait at " + where
                            + " for a peer that is started by hand, and waits for such at TCP addresses only: say tcp:HOST:PORT or tls:HOST:PORT");
        }
        return open(endpoint, options, link);
    }

    private Acceptor open(Endpoint where, ChannelOptions options, LaunchLink link) {
        return SocketAcceptor.open(where, medium(where), options, cover(where, Cover.Side.PARENT, link));
    }

    @Override
    public Channel connect(String address, ChannelOptions options, LaunchLink link, ChannelListener listener) {
        Endpoint endpoint = Endpoint.parse(address);
        Cover cover = cover(endpoint, Cover.Side.CHILD, link);
        EventLoops.Lease loops = EventLoops.lease(medium(endpoint), Cover.Side.CHILD);
        boolean connected = false;
        try {
            Duration limit = link.present() ? Connector.CHILD_LIMIT : Connector.GUEST_LIMIT;
            SocketReader reader = new Connector(endpoint, loops, cover, options.maxFrameBytes(), limit).connect();
            Channel channel = SocketChannel.open(reader, loops, options, listener);
            connected = true;
            return channel;
        } finally {
            if (!connected) {
                loops.release();
            }
        }
    }

    private Cover cover(Endpoint endpoint, Cover.Side side, LaunchLink link) {
        return endpoint.family() == Endpoint.Family.TLS
                ? new Cover.Tls(side, Identity.of(given()), link.secret())
                : new Cover.None(link.secret());
    }

    private @Nullable CertificateFiles given() {
        return certificates != null ? certificates : CertificateFiles.named();
    }

    /** TLS is by the JDK's sockets: where a hang-up shows cannot be told below it, which native epoll would need. */
    private Medium medium(Endpoint endpoint) {
        if (endpoint.family() == Endpoint.Family.TLS) {
            return Medium.NIO;
        }
        Medium asked = medium;
        return asked != null ? asked : Medium.best();
    }
}
