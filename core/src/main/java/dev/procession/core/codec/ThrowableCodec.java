package dev.procession.core.codec;

import dev.procession.core.codec.internal.StackText;
import dev.procession.core.codec.internal.Texts;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions on their way back: as objects if that works, and always as text, so that the receiver can report what it
 * cannot or must not decode. Thread-safe.
 *
 * <pre>
 *  int length of what follows
 *  text class name
 *  byte 1 and text message, or byte 0
 *  text stack trace with causes, at most 64 Ki chars
 *  byte 1 and a value of {@link Codecs}: the original; or byte 0 and text: why there is none
 * </pre>
 */
public final class ThrowableCodec {
    private static final int ABSENT = 0;
    private static final int PRESENT = 1;

    private final Codecs codecs;

    /**
     * A codec for exceptions.
     *
     * @param codecs for the exception as an object
     */
    public ThrowableCodec(Codecs codecs) {
        this.codecs = codecs;
    }

    /**
     * An exception as it arrived.
     *
     * @param original the exception itself, or null; an error that the JVM made comes as one that takes suppressed ones
     * @param className its class
     * @param message its message, or null if it had none
     * @param stackTrace its printed stack trace with causes, perhaps cut short
     * @param whyNot why {@code original} is null; null if it is there
     */
    public record Decoded(
            @Nullable Throwable original,
            String className,
            @Nullable String message,
            String stackTrace,
            @Nullable DecodingException whyNot) {}

    /**
     * Writes an exception. Whatever its own code does wrong, the text arrives.
     *
     * @param thrown any throwable
     * @param sink where to
     * @throws EncodingException only if not even the text fits the sink's limit, which then is as it was before
     */
    public void encode(Throwable thrown, ByteSink sink) {
        int mark = sink.size();
        boolean done = false;
        try {
            int lengthAt = sink.reserve(Integer.BYTES);
            writeText(thrown, sink);
            writeOriginal(thrown, sink);
            sink.putInt(lengthAt, sink.size() - lengthAt - Integer.BYTES);
            done = true;
        } finally {
            if (!done) {
                sink.truncate(mark);
            }
        }
    }

    private static void writeText(Throwable thrown, ByteSink sink) {
        Texts.write(thrown.getClass().getName(), sink);
        String message = StackText.messageOf(thrown);
        sink.writeByte(message == null ? ABSENT : PRESENT);
        if (message != null) {
            Texts.write(message, sink);
        }
        Texts.write(StackText.of(thrown), sink);
    }

    private void writeOriginal(Throwable thrown, ByteSink sink) {
        int mark = sink.size();
        try {
            sink.writeByte(PRESENT);
            codecs.encode(thrown, sink);
        } catch (EncodingException e) {
            sink.truncate(mark);
            sink.writeByte(ABSENT);
            Texts.write(StackText.shortened(String.valueOf(e.getMessage())), sink);
        }
    }

    /**
     * Reads an exception. May run user code.
     *
     * @param source as {@link #encode} left it; it then stands after the exception
     * @param context the class loader and the filter for the original
     * @return the text, and the original if that could be decoded
     * @throws DecodingException only if the text itself is damaged
     */
    public Decoded decode(ByteSource source, DecodeContext context) {
        ByteSource content = new ByteSource(source.slice(source.readInt()));
        String className = Texts.read(content);
        String message = content.readByte() == ABSENT ? null : Texts.read(content);
        String stackTrace = Texts.read(content);
        if (content.readByte() == ABSENT) {
            DecodingException whyNot =
                    new DecodingException("The sender could not encode the exception: " + Texts.read(content));
            return new Decoded(null, className, message, stackTrace, whyNot);
        }
        try {
            Throwable original = original(codecs.decode(content, context), className);
            return new Decoded(original, className, message, stackTrace, null);
        } catch (DecodingException e) {
            return new Decoded(null, className, message, stackTrace, e);
        }
    }

    private static Throwable original(@Nullable Object decoded, String className) {
        if (decoded instanceof Throwable thrown) {
            return open(thrown);
        }
        throw new DecodingException(
                ErrorCode.DECODING_FAILED,
                "Instead of a " + className + " arrived "
                        + (decoded == null ? "null" : "a " + decoded.getClass().getName()),
                null);
    }

    /**
     * The JVM makes these two errors without a constructor, which leaves them closed to causes and suppressed exceptions,
     * also after their travel. One of the same class takes them.
     */
    private static Throwable open(Throwable thrown) {
        Throwable same;
        if (thrown.getClass() == OutOfMemoryError.class) {
            same = new OutOfMemoryError(thrown.getMessage());
        } else if (thrown.getClass() == StackOverflowError.class) {
            same = new StackOverflowError(thrown.getMessage());
        } else {
            return thrown;
        }
        if (thrown.getCause() != null || thrown.getSuppressed().length > 0) {
            return thrown; // made by a program
        }
        same.setStackTrace(thrown.getStackTrace());
        return same;
    }

    /**
     * Steps over an exception.
     *
     * @param source as {@link #encode} left it
     */
    public void skip(ByteSource source) {
        source.skip(source.readInt());
    }
}
