package dev.procession.testkit.memory;

import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.memory.MemoryTransport;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.testkit.RawPeer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Bare hands on the child's wire. */
final class MemoryRawEnd implements RawPeer.End {
    private final MemoryTransport.RawEnd wire;
    private final FrameEncoder encoder;

    MemoryRawEnd(MemoryTransport.RawEnd wire, ChannelOptions options) {
        this.wire = wire;
        this.encoder = new FrameEncoder(options.maxFrameBytes());
    }

    @Override
    public void sendFrame(byte[] content) {
        wire.put(frame(content.length, content));
    }

    @Override
    public void sendTornFrame() {
        wire.put(frame(1_000, new byte[10]));
    }

    @Override
    public void sendGarbage() {
        wire.put(ByteBuffer.wrap("this is no frame".getBytes(StandardCharsets.UTF_8)));
    }

    private ByteBuffer frame(int length, byte[] content) {
        ByteBuffer bytes = ByteBuffer.allocate(FrameEncoder.HEADER_BYTES + content.length);
        encoder.putHeader(bytes, length);
        return bytes.put(content).flip();
    }

    @Override
    public void close() {
        wire.close();
    }
}
