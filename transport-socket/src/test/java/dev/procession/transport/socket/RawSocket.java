package dev.procession.transport.socket;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** A blocking socket to an acceptor's address, by the JDK alone; whoever holds it says what he likes. */
record RawSocket(SocketChannel socket) implements Closeable {
    static RawSocket connect(String address) throws IOException {
        Endpoint endpoint = Endpoint.parse(address);
        if (endpoint.family() == Endpoint.Family.UNIX) {
            SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
            socket.connect(UnixDomainSocketAddress.of(endpoint.place()));
            return new RawSocket(socket);
        }
        return new RawSocket(SocketChannel.open(new InetSocketAddress(endpoint.place(), endpoint.port())));
    }

    /** Proves itself as the child does; what the parent said is read. */
    void shakeHands(byte[] secret) throws IOException {
        byte[] greeting = read(Handshake.GREETING_BYTES);
        byte[] nonce = Handshake.nonce();
        write(Handshake.claim(secret, greeting, nonce));
        byte[] answer = read(Handshake.ANSWER_BYTES);
        if (!Handshake.isGood(answer, secret, greeting, nonce)) {
            throw new IOException("the parent does not know the secret: " + Arrays.toString(answer));
        }
    }

    void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            socket.write(buffer);
        }
    }

    byte[] read(int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            if (socket.read(buffer) < 0) {
                throw new EOFException("the peer closed after " + buffer.position() + " of " + bytes + " bytes");
            }
        }
        return buffer.array();
    }

    /** Reads until the peer closes. */
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

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
