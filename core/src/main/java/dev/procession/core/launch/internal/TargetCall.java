package dev.procession.core.launch.internal;

import dev.procession.core.classes.ClassSource;
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
 *   1  1 if the child may ask for classes over its link, else 0
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
    private static final byte ASKS = 1;

    /**
     * The call's bytes.
     *
     * @return the bytes
     * @throws dev.procession.core.error.EncodingException that names what cannot be encoded
     */
    public byte[] encode() {
        return encode(new ClassSource());
    }

    /**
     * The call's bytes.
     *
     * @param source gets the loaders of function and arguments, for a child that lacks their classes
     * @return the bytes
     * @throws dev.procession.core.error.EncodingException that names what cannot be encoded
     */
    public byte[] encode(ClassSource source) {
        source.add(loader());
        for (Object argument : arguments) {
            source.add(argument == null ? null : argument.getClass().getClassLoader());
        }
        if (source.isNeeded()) {
            source.add(Thread.currentThread().getContextClassLoader());
        }
        Codecs codecs = Codecs.standard();
        byte[] code = new FunctionCodec(codecs).encode(function).bytes();
        ByteSink sink = new ByteSink();
        sink.writeByte(source.isNeeded() ? ASKS : 0);
        sink.writeInt(code.length);
        sink.write(code);
        sink.writeByte(arguments.size());
        for (Object argument : arguments) {
            codecs.encode(argument, sink);
        }
        return sink.toByteArray();
    }

    /**
     * The loader that knows the function.
     *
     * @return the loader; null for the JDK's own
     */
    public @Nullable ClassLoader loader() {
        return function.getClass().getClassLoader();
    }

    /** Whether the child of this call has a parent that answers. */
    static boolean asksForClasses(byte[] bytes) {
        return bytes[0] == ASKS;
    }

    /** The call that the bytes hold. What runs here came from our own launcher over an inherited descriptor. */
    static TargetCall decode(byte[] bytes, ClassLoader loader) {
        Codecs codecs = Codecs.standard();
        DecodeContext context = new DecodeContext(loader, ClassFilter.trusting());
        ByteSource source = new ByteSource(ByteBuffer.wrap(bytes));
        source.readByte();
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
