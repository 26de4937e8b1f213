package dev.procession.pool.protocol;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.error.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One frame, taken apart: a control message and the payload beside it.
 *
 * @param kind which message
 * @param body its fields
 * @param payload what travels beside it, never copied through it
 */
public record ControlFrame(MessageKind kind, ByteSource body, ByteSource payload) {
    /**
     * Takes a frame apart.
     *
     * @param frame as a channel delivered it
     * @return its parts, which share the frame's memory
     * @throws ProtocolException if it is not a control frame
     * @throws dev.procession.core.error.DecodingException if it ends too early
     */
    public static ControlFrame read(ByteBuffer frame) {
        ByteSource source = new ByteSource(frame);
        ByteSource control = new ByteSource(source.slice(WireFields.length(source)));
        MessageKind kind = MessageKind.ofField(WireFields.fieldOf(control.readVarInt()));
        ByteSource body = new ByteSource(control.slice(WireFields.length(control)));
        return new ControlFrame(kind, body, source);
    }

    /**
     * Puts a frame together.
     *
     * @param kind which message
     * @param body its encoded fields; not to be used again
     * @param payload the pieces beside it
     * @return the pieces of the frame
     */
    static List<ByteBuffer> write(MessageKind kind, ByteSink body, List<ByteBuffer> payload) {
        ByteSink control = new ByteSink(16);
        WireFields.messageHead(control, kind.field(), body.size());
        ByteSink head = new ByteSink(32 + body.size());
        head.writeVarInt(control.size() + body.size());
        head.write(control.array(), 0, control.size());
        head.write(body.array(), 0, body.size());
        List<ByteBuffer> frame = new ArrayList<>(payload.size() + 1);
        frame.add(ByteBuffer.wrap(head.array(), 0, head.size()).slice());
        frame.addAll(payload);
        return frame;
    }
}
