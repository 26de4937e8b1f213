package dev.procession.pool.parent;

import dev.procession.core.classes.ClassSource;
import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.Codecs;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ErrorCode;
import dev.procession.pool.protocol.Protocol;
import java.io.Serializable;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Encodes functions and arguments, on the caller's thread. */
final class TaskPacker {
    private final Codecs codecs;
    private final FunctionCatalog functions;
    private final int mostBytes;

    TaskPacker(Codecs codecs, FunctionCatalog functions, int maxFrameBytes) {
        this.codecs = codecs;
        this.functions = functions;
        mostBytes = maxFrameBytes - Protocol.FRAME_OVERHEAD_BYTES;
    }

    /** The classes that workers may have to ask for. */
    ClassSource classes() {
        return functions.classes();
    }

    PackedFunction function(Serializable function) {
        PackedFunction packed = functions.pack(function);
        if (packed.bytes().length > mostBytes) {
            throw tooLarge(packed.description() + " with what it captures", packed.bytes().length, null);
        }
        return packed;
    }

    ByteBuffer noArguments() {
        return ByteBuffer.allocate(0);
    }

    ByteBuffer arguments(@Nullable Object... values) {
        ByteSink sink = new ByteSink(32, mostBytes);
        for (Object value : values) {
            encode(value, sink);
        }
        return ByteBuffer.wrap(sink.array(), 0, sink.size());
    }

    /** Encodes one argument; on failure the sink is as it was. */
    void encode(@Nullable Object value, ByteSink sink) {
        try {
            codecs.encode(value, sink);
        } catch (EncodingException e) {
            throw e.code() == ErrorCode.FRAME_TOO_LARGE
                    ? tooLarge(
                            "an argument of "
                                    + (value == null ? "null" : value.getClass().getTypeName()),
                            -1,
                            e)
                    : e;
        }
    }

    ByteSink sink() {
        return new ByteSink(256, mostBytes);
    }

    int mostBytes() {
        return mostBytes;
    }

    private EncodingException tooLarge(String what, long bytes, @Nullable Throwable cause) {
        return new EncodingException(
                ErrorCode.FRAME_TOO_LARGE,
                what + (bytes < 0 ? " is larger than" : " takes " + bytes + " bytes, more than") + " the " + mostBytes
                        + " bytes that fit into a frame; send less, pass a file name, or raise "
                        + "ProcessPool.builder().maxFrameBytes(...)",
                cause);
    }
}
