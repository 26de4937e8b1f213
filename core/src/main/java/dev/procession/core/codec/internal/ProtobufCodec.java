package dev.procession.core.codec.internal;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.DecodeContext;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.ErrorCode;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;

/** Generated protobuf messages: class name and message. Only touched once there is a message: see {@link Messages}. */
public final class ProtobufCodec {
    private static final ClassValue<MessageLite> DEFAULTS = new ClassValue<>() {
        @Override
        protected MessageLite computeValue(Class<?> type) {
            return defaultInstance(type);
        }
    };

    private ProtobufCodec() {}

    /**
     * Writes a message.
     *
     * @param message a generated message
     * @param sink where to
     * @throws IOException never, unless the message changes while it is written
     */
    public static void encode(Object message, ByteSink sink) throws IOException {
        MessageLite lite = (MessageLite) message;
        Texts.write(message.getClass().getName(), sink);
        int size = lite.getSerializedSize();
        int at = sink.reserve(size);
        CodedOutputStream out = CodedOutputStream.newInstance(sink.array(), at, size);
        lite.writeTo(out);
        out.checkNoSpaceLeft();
    }

    /**
     * Reads a message.
     *
     * @param source exactly what {@link #encode} wrote
     * @param context the loader and the filter
     * @return the message
     * @throws IOException if the bytes are not such a message
     * @throws ClassNotFoundException if the class is missing here
     */
    public static Object decode(ByteSource source, DecodeContext context) throws IOException, ClassNotFoundException {
        int start = source.position();
        String name = Texts.read(source);
        Class<?> type = Class.forName(name, false, context.loader());
        if (!context.filter().allows(type)) {
            throw Refusal.ofClass(name).toException(context.filter(), start, null);
        }
        if (!Messages.isMessage(type)) {
            throw new DecodingException("At byte " + start + ": class " + name + " is no generated protobuf message");
        }
        return DEFAULTS.get(type)
                .getParserForType()
                .parseFrom(CodedInputStream.newInstance(source.slice(source.remaining())));
    }

    private static MessageLite defaultInstance(Class<?> type) {
        try {
            Object instance = type.getMethod("getDefaultInstance").invoke(null);
            if (instance instanceof MessageLite message) {
                return message;
            }
            throw new DecodingException(type.getName() + ".getDefaultInstance() returned no message");
        } catch (InvocationTargetException e) {
            throw new DecodingException(
                    ErrorCode.DECODING_FAILED, type.getName() + ".getDefaultInstance() failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new DecodingException(
                    ErrorCode.DECODING_FAILED, type.getName() + ".getDefaultInstance() cannot be called: " + e, e);
        }
    }
}
