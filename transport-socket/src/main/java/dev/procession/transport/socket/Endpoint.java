package dev.procession.transport.socket;

import dev.procession.core.error.TransportException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where a socket listens, in words: {@code unix:} and the path of a file, or {@code tcp:} with host and port.
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
        /** A socket with a host and a port. */
        TCP
    }

    /** A Unix-domain socket in the run's private folder. */
    static final Endpoint ANY_UNIX = new Endpoint(Family.UNIX, "", 0);

    /** Any port of the loopback interface. */
    static final Endpoint ANY_TCP = new Endpoint(Family.TCP, "127.0.0.1", 0);

    private static final String UNIX_PREFIX = "unix:";
    private static final String TCP_PREFIX = "tcp:";
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
        int colon = text.lastIndexOf(':');
        if (!text.startsWith(TCP_PREFIX) || colon < TCP_PREFIX.length()) {
            throw unreadable(text);
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (port < 0 || port > HIGHEST_PORT) {
                throw unreadable(text);
            }
            return new Endpoint(Family.TCP, text.substring(TCP_PREFIX.length(), colon), port);
        } catch (NumberFormatException e) {
            throw unreadable(text);
        }
    }

    private static TransportException unreadable(String text) {
        return new TransportException(
                "\"" + text + "\" is no socket address: it is unix: for a Unix-domain socket, tcp:"
                        + " for any port of 127.0.0.1, or tcp:HOST:PORT with a loopback host and a port from 0 (any) to "
                        + HIGHEST_PORT);
    }

    /** The address in words, as {@link #parse} reads it. */
    String text() {
        return family == Family.UNIX ? UNIX_PREFIX + place : TCP_PREFIX + place + ":" + port;
    }

    /**
     * The TCP address.
     *
     * @throws TransportException if the host is not this machine's loopback interface
     */
    InetSocketAddress loopback() {
        try {
            InetAddress host = InetAddress.getByName(place);
            if (!host.isLoopbackAddress()) {
                throw new TransportException("the socket transport was told to use " + text() + ", and " + place
                        + " is not this machine's loopback interface: what it carries is not encrypted, so it leaves no"
                        + " machine, and there is no TLS yet; use unix:, tcp: or a host such as 127.0.0.1 or [::1]");
            }
            return new InetSocketAddress(host, port);
        } catch (UnknownHostException e) {
            throw new TransportException(
                    dev.procession.core.error.ErrorCode.TRANSPORT_UNAVAILABLE,
                    "the host of " + text() + " is not known: name the loopback interface, 127.0.0.1",
                    e);
        }
    }
}
