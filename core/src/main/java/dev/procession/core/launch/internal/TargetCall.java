package dev.procession.core.launch.internal;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.ClassFilter;
import dev.procession.core.codec.Codecs;
import dev.procession.core.codec.DecodeContext;
import dev.procession.core.codec.FunctionCodec;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process's target and its arguments, on their way to the child.
 *
 * <pre>
 *   4  length of the function
 *   -  the function
 *   1  number of arguments
 *   -  the arguments, each as its codec delimits it
 * </pre>
 *
 * @param function one of our serializable functional interfaces
 * @param arguments as many as it takes
 */
public record TargetCall(Serializable function, List<@Nullable Object> arguments) {
    /**
     * The call's bytes.
     *
     * @return the bytes
     * @throws dev.procession.core.error.EncodingException that names what cannot be encoded
     */
    public byte[] encode() {
        Codecs codecs = Codecs.standard();
        byte[] code = new FunctionCodec(codecs).encode(function).bytes();
        ByteSink sink = new ByteSink();
        sink.writeInt(code.length);
        sink.write(code);
        sink.writeByte(arguments.size());
        for (Object argument : arguments) {
            codecs.encode(argument, sink);
        }
        return sink.toByteArray();
    }

    /** The call that the bytes hold. What runs here came from our own launcher over an inherited descriptor. */
    static TargetCall decode(byte[] bytes, ClassLoader loader) {
        Codecs codecs = Codecs.standard();
        DecodeContext context = new DecodeContext(loader, ClassFilter.trusting());
        ByteSource source = new ByteSource(ByteBuffer.wrap(bytes));
        byte[] code = source.readBytes(source.readInt());
        Serializable function = (Serializable) new FunctionCodec(codecs).decode(code, context);
        int count = source.readByte();
        List<@Nullable Object> arguments = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            arguments.add(codecs.decode(source, context));
        }
        return new TargetCall(function, arguments);
    }
}
