package dev.procession.benchmarks.bare;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Over a socket that blocks. */
record SocketWire(SocketChannel channel) implements Wire {
    @Override
    public void send(byte[] message) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(message);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    @Override
    public void receive(byte[] message) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(message);
        while (rest.hasRemaining()) {
            if (channel.read(rest) < 0) {
                throw new EOFException("the peer of the socket has ended");
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
