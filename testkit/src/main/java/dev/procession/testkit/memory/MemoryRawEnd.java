package dev.procession.testkit.memory;

import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.testkit.RawPeer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Bare hands on the child's wire. */
final class MemoryRawEnd implements RawPeer.End {
    private final MemoryLine line;
    private final FrameEncoder encoder;

    MemoryRawEnd(MemoryLine line, ChannelOptions options) {
        this.line = line;
        this.encoder = new FrameEncoder(options.maxFrameBytes());
    }

    @Override
    public void sendFrame(byte[] content) {
        put(frame(content.length, content));
    }

    @Override
    public void sendTornFrame() {
        put(frame(1_000, new byte[10]));
    }

    @Override
    public void sendGarbage() {
        put(ByteBuffer.wrap("this is no frame".getBytes(StandardCharsets.UTF_8)));
    }

    private ByteBuffer frame(int length, byte[] content) {
        ByteBuffer bytes = ByteBuffer.allocate(FrameEncoder.HEADER_BYTES + content.length);
        encoder.putHeader(bytes, length);
        return bytes.put(content).flip();
    }

    private void put(ByteBuffer bytes) {
        change(() -> line.up().put(bytes));
    }

    @Override
    public void close() {
        change(() -> {
            line.up().end();
            line.down().abandon();
        });
    }

    private void change(Runnable change) {
        line.lock().lock();
        try {
            change.run();
            line.changed().signalAll();
        } finally {
            line.lock().unlock();
        }
    }
}
