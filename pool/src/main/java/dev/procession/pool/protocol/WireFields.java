package dev.procession.pool.protocol;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.error.ProtocolException;
import java.nio.charset.StandardCharsets;

/**
 * Fields as protobuf writes them: a varint key (field number × 8 + wire type), then a varint or a length and bytes.
 * Default values are left out, as proto3 does.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protocol Buffers: Encoding</a>
 */
final class WireFields {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final int TYPE_BITS = 3;

    private WireFields() {}

    static void number(ByteSink sink, int field, long value) {
        if (value != 0) {
            sink.writeVarInt(field << TYPE_BITS | VARINT);
            sink.writeVarLong(value);
        }
    }

    static void text(ByteSink sink, int field, String value) {
        if (!value.isEmpty()) {
            bytes(sink, field, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    static void bytes(ByteSink sink, int field, byte[] value) {
        sink.writeVarInt(field << TYPE_BITS | BYTES);
        sink.writeVarInt(value.length);
        sink.write(value, 0, value.length);
    }

    /** Writes the key and length of a message whose bytes follow. */
    static void messageHead(ByteSink sink, int field, int length) {
        sink.writeVarInt(field << TYPE_BITS | BYTES);
        sink.writeVarInt(length);
    }

    static int fieldOf(int key) {
        return key >>> TYPE_BITS;
    }

    static String text(ByteSource source) {
        return new String(source.readBytes(length(source)), StandardCharsets.UTF_8);
    }

    /** Reads the length of a message or byte field and checks it against what is there. */
    static int length(ByteSource source) {
        int length = source.readVarInt();
        if (length < 0 || length > source.remaining()) {
            throw new ProtocolException("a field of " + length + " bytes at position " + source.position() + ", only "
                    + source.remaining() + " are left");
        }
        return length;
    }

    /** Steps over a field that this version does not know. */
    static void skip(ByteSource source, int key) {
        switch (key & (1 << TYPE_BITS) - 1) {
            case VARINT -> source.readVarLong();
            case FIXED64 -> source.slice(Long.BYTES);
            case BYTES -> source.slice(length(source));
            case FIXED32 -> source.slice(Integer.BYTES);
            default -> throw new ProtocolException("a field with key " + key + " has no known wire type");
        }
    }
}
