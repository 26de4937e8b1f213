package dev.procession.core.channel.memory;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.frame.FrameDecoder;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Turns the bytes of a wire back into frames. Guarded by the line's lock. */
final class MemoryInbox {
    private final MemoryLine.Wire wire;
    private final FrameDecoder decoder;
    private ByteBuffer packet = ByteBuffer.allocate(0);
    private @Nullable ByteBuffer held;

    MemoryInbox(MemoryLine.Wire wire, int maxFrameBytes) {
        this.wire = wire;
        this.decoder = new FrameDecoder(maxFrameBytes);
    }

    /** Whether a whole frame is there. Reads no further than to the end of one. */
    boolean hasFrame() {
        while (held == null && nextPacket()) {
            ByteBuffer space = decoder.space();
            int count = Math.min(space.remaining(), packet.remaining());
            space.put(packet.slice(packet.position(), count));
            packet.position(packet.position() + count);
            decoder.filled(count);
            held = decoder.next();
        }
        return held != null;
    }

    /** Takes the frame that is there. */
    ByteBuffer takeFrame() {
        ByteBuffer frame = held;
        if (frame == null) {
            throw new IllegalStateException("no frame is there: ask hasFrame() first");
        }
        held = decoder.next();
        return frame;
    }

    /** Whether nothing more will come. */
    boolean isAtEnd() {
        return held == null && !packet.hasRemaining() && wire.isEnded();
    }

    /** Fails if the end is inside a frame. */
    void requireCleanEnd() {
        if (decoder.insideFrame()) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED, "the peer is gone, and what it sent ends inside a frame", null);
        }
    }

    private boolean nextPacket() {
        if (!packet.hasRemaining()) {
            ByteBuffer next = wire.take();
            packet = next != null ? next : packet;
        }
        return packet.hasRemaining();
    }
}
