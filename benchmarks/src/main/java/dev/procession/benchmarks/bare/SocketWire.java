package dev.procession.benchmarks.bare;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Over a socket that blocks. */
record SocketWire(SocketChannel channel) implements Wire {
    @Override
    public void send(ByteBuffer message) throws IOException {
        message.clear();
        while (message.hasRemaining()) {
            channel.write(message);
        }
    }

    @Override
    public void receive(ByteBuffer message) throws IOException {
        message.clear();
        while (message.hasRemaining()) {
            if (channel.read(message) < 0) {
                throw new EOFException("the peer of the socket has ended");
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
