package com.example.nio;

import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.testkit.RawPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A child made by hand: what it writes is what the parent's socket reads. */
record RawSocket(SocketChannel socket, FrameEncoder encoder) implements RawPeer.End {
    static RawSocket open(String address, ChannelOptions options, LaunchLink link) {
        return new RawSocket(Rendezvous.reach(address), new FrameEncoder(options.maxFrameBytes()));
    }

    @Override
    public void sendFrame(byte[] content) throws IOException {
        send(content.length, content);
    }

    @Override
    public void sendTornFrame() throws IOException {
        send(100_000, new byte[60_000]);
    }

    @Override
    public void sendGarbage() throws IOException {
        socket.write(ByteBuffer.wrap("this is no frame".getBytes(StandardCharsets.UTF_8)));
    }

    private void send(int length, byte[] content) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(FrameEncoder.HEADER_BYTES + content.length);
        encoder.putHeader(bytes, length);
        bytes.put(content).flip();
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
