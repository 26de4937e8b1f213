package dev.procession.transport.socket;

import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.TransportException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where a socket listens, in words: {@code unix:} and the path of a file, or {@code tcp:} or {@code tls:} with host and port.
 *
 * @param family what kind of socket it is
 * @param place the file's path, empty for one of our own choice; or the host
 * @param port the TCP port, 0 for one of the system's choice
 */
record Endpoint(Family family, String place, int port) {
    /** The kinds of sockets. */
    enum Family {
        /** A socket with a path in the file system. */
        UNIX,
        /** A socket with a port of the loopback interface. */
        TCP,
        /** A socket with any host and a port, over TLS. */
        TLS
    }

    /** A Unix-domain socket in the run's private folder. */
    static final Endpoint ANY_UNIX = new Endpoint(Family.UNIX, "", 0);

    /** Any port of the loopback interface. */
    static final Endpoint ANY_TCP = new Endpoint(Family.TCP, "127.0.0.1", 0);

    /** Any port of the loopback interface, over TLS. */
    private static final Endpoint ANY_TLS = new Endpoint(Family.TLS, ANY_TCP.place(), 0);

    private static final String UNIX_PREFIX = "unix:";
    private static final String TCP_PREFIX = "tcp:";
    private static final String TLS_PREFIX = "tls:";
    private static final int HIGHEST_PORT = 65_535;

    /**
     * Reads an address.
     *
     * @throws TransportException if it is none; the message says which there are
     */
    static Endpoint parse(String text) {
        if (text.startsWith(UNIX_PREFIX)) {
            return new Endpoint(Family.UNIX, text.substring(UNIX_PREFIX.length()), 0);
        }
        if (text.equals(TCP_PREFIX)) {
            return ANY_TCP;
        }
        if (text.equals(TLS_PREFIX)) {
            return ANY_TLS;
        }
        if (text.startsWith(TLS_PREFIX)) {
            return parse(text, Family.TLS, TLS_PREFIX.length());
        }
        if (text.startsWith(TCP_PREFIX)) {
            return parse(text, Family.TCP, TCP_PREFIX.length());
        }
        throw unreadable(text);
    }

    private static Endpoint parse(String text, Family family, int host) {
        int colon = text.lastIndexOf(':');
        if (colon <= host) {
            throw unreadable(text);
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (port < 0 || port > HIGHEST_PORT) {
                throw unreadable(text);
            }
            return new Endpoint(family, text.substring(host, colon), port);
        } catch (NumberFormatException e) {
            throw unreadable(text);
        }
    }

    private static TransportException unreadable(String text) {
        return new TransportException(
                "\"" + text + "\" is no socket address: it is unix: for a Unix-domain socket, tcp:"
                        + " for any port of 127.0.0.1, or tcp:HOST:PORT with a loopback host, or tls:HOST:PORT with any host, and a port from 0 (any) to "
                        + HIGHEST_PORT);
    }

    /** The address in words, as {@link #parse} reads it. */
    String text() {
        return switch (family) {
            case UNIX -> UNIX_PREFIX + place;
            case TCP -> TCP_PREFIX + place + ":" + port;
            case TLS -> TLS_PREFIX + place + ":" + port;
        };
    }

    /** The same place with the port that the system chose; where every interface is meant, this machine's own. */
    Endpoint bound(InetSocketAddress address) {
        String host = address.getAddress().isAnyLocalAddress() ? ANY_TCP.place() : place;
        return new Endpoint(family, host, address.getPort());
    }

    /**
     * The TCP address.
     *
     * @throws TransportException if the host is unknown, or without TLS not this machine's loopback interface
     */
    InetSocketAddress address() {
        try {
            InetAddress host = InetAddress.getByName(place);
            if (family != Family.TLS && !host.isLoopbackAddress()) {
                throw new TransportException(
                        "the socket transport was told to use " + text() + ", and " + place
                                + " is not this machine's loopback interface: what it carries is not encrypted, so it leaves no"
                                + " machine; use TLS, tls:HOST:PORT, or stay here with unix:, tcp: or a host such as 127.0.0.1 or [::1]");
            }
            return new InetSocketAddress(host, port);
        } catch (UnknownHostException e) {
            throw new TransportException(
                    ErrorCode.TRANSPORT_UNAVAILABLE,
                    "the host of " + text() + " is not known: name one of this machine's, such as 127.0.0.1",
                    e);
        }
    }
}
