package dev.procession.transport.socket;

import dev.procession.transport.socket.internal.tls.Identity;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLSocket;

/**
 * A blocking socket to an acceptor's address, by the JDK alone; whoever holds it says what he likes. Where the address is
 * one for TLS, that begins with the first byte read or written.
 */
final class RawSocket implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SocketChannel socket;
    private final Identity identity;
    private final SSLSocket tls;

    private RawSocket(SocketChannel socket, Identity identity) throws IOException {
        this.socket = socket;
        this.identity = identity;
        this.tls = identity == null ? null : overTls(socket, identity);
    }

    private static SSLSocket overTls(SocketChannel socket, Identity identity) throws IOException {
        SSLSocket tls =
                (SSLSocket) identity.context().getSocketFactory().createSocket(socket.socket(), "127.0.0.1", 1, true);
        tls.setUseClientMode(true);
        return tls;
    }

    static RawSocket connect(String address) throws IOException {
        Endpoint endpoint = Endpoint.parse(address);
        if (endpoint.family() == Endpoint.Family.UNIX) {
            SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
            socket.connect(UnixDomainSocketAddress.of(endpoint.place()));
            return new RawSocket(socket, null);
        }
        return connect(endpoint, endpoint.family() == Endpoint.Family.TLS ? Identity.of(null) : null);
    }

    /** As {@link #connect(String)}, with or without TLS, whatever the address says. */
    static RawSocket connect(Endpoint endpoint, Identity identity) throws IOException {
        return new RawSocket(SocketChannel.open(new InetSocketAddress(endpoint.place(), endpoint.port())), identity);
    }

    /** Connects and proves itself, and comes back as the child does if it was too slow for the parent's limit. */
    static RawSocket proven(String address, byte[] secret) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            RawSocket socket = connect(address);
            try {
                socket.shakeHands(secret);
                return socket;
            } catch (IOException e) {
                socket.close();
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
            }
        }
    }

    /** TLS as it will be used, null for none. */
    SSLSocket tls() {
        return tls;
    }

    /** The key of the handshake on this connection. */
    byte[] key(byte[] secret) throws IOException {
        if (tls == null) {
            return secret;
        }
        try {
            byte[] parent = Identity.fingerprint(tls.getSession().getPeerCertificates()[0]);
            return Cover.Tls.key(secret, identity.fingerprint(), parent);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Proves itself as the child does; what the parent said is read. */
    void shakeHands(byte[] secret) throws IOException {
        byte[] greeting = read(Handshake.GREETING_BYTES);
        byte[] nonce = Handshake.nonce();
        write(Handshake.claim(key(secret), greeting, nonce));
        byte[] answer = read(Handshake.ANSWER_BYTES);
        if (!Handshake.isGood(answer, key(secret), greeting, nonce)) {
            throw new IOException("the parent does not know the secret: " + Arrays.toString(answer));
        }
    }

    void write(byte[] bytes) throws IOException {
        OutputStream out = tls == null ? Channels.newOutputStream(socket) : tls.getOutputStream();
        out.write(bytes);
    }

    byte[] read(int bytes) throws IOException {
        InputStream in = tls == null ? Channels.newInputStream(socket) : tls.getInputStream();
        byte[] all = in.readNBytes(bytes);
        if (all.length < bytes) {
            throw new EOFException("the peer closed after " + all.length + " of " + bytes + " bytes");
        }
        return all;
    }

    /** Reads until the peer closes, below TLS. */
    void awaitEnd() {
        ByteBuffer buffer = ByteBuffer.allocate(1_000);
        try {
            while (socket.read(buffer.clear()) >= 0) {
                // What it says is of no interest.
            }
        } catch (IOException reset) {
            // An end, too: it closed before it had read everything.
        }
    }

    boolean isOpen() {
        return socket.isOpen();
    }

    /** Ends without a word, as a process does. */
    void die() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
