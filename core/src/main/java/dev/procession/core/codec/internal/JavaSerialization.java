package dev.procession.core.codec.internal;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.DecodeContext;
import dev.procession.core.codec.Departures;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ErrorCode;
import java.io.EOFException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.StreamCorruptedException;
import java.lang.invoke.SerializedLambda;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Java serialization, one fresh stream for each value. Runs user code: writeObject, readResolve and the like. */
public final class JavaSerialization {
    private JavaSerialization() {}

    /**
     * Writes an object stream.
     *
     * @param value what to write
     * @param sink where to
     * @return the lambda that the value is, or null if it is something else
     * @throws EncodingException that names the path to what resisted
     */
    public static @Nullable SerializedLambda encode(Object value, ByteSink sink) {
        ObjectWriter writer = null;
        Departures departures = Departures.gather();
        try {
            writer = new ObjectWriter(sink.asOutputStream());
            writer.writeObject(value);
            writer.flush();
            SerializedLambda root = writer.root();
            if (root != null) {
                ConfusedReferences.requireNone(value, root);
            }
            return root;
        } catch (Throwable e) {
            departures.undo();
            throw encodingFailure(value, writer == null ? null : writer.root(), reason(writer, e));
        } finally {
            departures.close();
        }
    }

    /** The stream ends with what it fails with; where the limit leaves no room for that, it has failed all the same. */
    private static Throwable reason(@Nullable ObjectWriter writer, Throwable e) {
        NotSerializableException objection = writer == null ? null : writer.objection();
        return objection != null
                        && e instanceof EncodingException
                        && Arrays.stream(e.getStackTrace())
                                .anyMatch(frame -> frame.getMethodName().equals("writeFatalException"))
                ? objection
                : e;
    }

    private static EncodingException encodingFailure(Object value, @Nullable SerializedLambda root, Throwable e) {
        if (e instanceof EncodingException known) {
            return known;
        }
        if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
            throw fatal;
        }
        String message = "Cannot encode " + Names.of(value, root);
        if (e instanceof NotSerializableException) {
            message += ": " + NotSerializable.explain(value, root, e.getMessage());
        } else if (e instanceof StackOverflowError) {
            message += ": it is nested too deeply for Java serialization (a long chain of objects that point at each"
                    + " other?). Send a list or an array in its stead";
        } else {
            message += ": its serialization failed with " + Names.of(e);
        }
        return new EncodingException(ErrorCode.ENCODING_FAILED, message, e);
    }

    /**
     * Reads an object stream.
     *
     * @param source exactly the stream
     * @param context the loader and the filter
     * @return the value
     * @throws DecodingException with code {@code CLASS_REFUSED} if the filter said no to a class
     */
    public static @Nullable Object decode(ByteSource source, DecodeContext context) {
        ObjectReader reader = null;
        try {
            reader = new ObjectReader(source, context);
            return reader.readObject();
        } catch (Throwable e) {
            throw decodingFailure(reader, source.position(), context, e);
        }
    }

    /**
     * With what an object is being decoded, for its {@code readObject}.
     *
     * @param stream what that method was given
     * @return the context; null if the stream is none of ours
     */
    public static @Nullable DecodeContext contextOf(ObjectInputStream stream) {
        return stream instanceof ObjectReader reader ? reader.context() : null;
    }

    private static DecodingException decodingFailure(
            @Nullable ObjectReader reader, int position, DecodeContext context, Throwable e) {
        if (e instanceof DecodingException known) {
            return known;
        }
        if (e instanceof OutOfMemoryError fatal) {
            throw fatal; // no other: the JDK's own readResolve throws InternalError on hostile bytes
        }
        Refusal refusal = reader == null ? null : reader.refusal();
        if (refusal != null) {
            return refusal.toException(context.filter(), position, e);
        }
        List<String> named = reader == null ? List.of() : reader.named();
        String message = "Cannot decode " + subject(named, e) + " at byte " + position + " of the value: ";
        String lacks = MissingClass.named(e, context);
        if (lacks != null) {
            message += lacks;
        } else if (e instanceof StackOverflowError) {
            message += "it is nested too deeply for Java serialization";
        } else if (e instanceof EOFException || e instanceof StreamCorruptedException) {
            message += "the object stream is cut short or damaged (" + Names.of(e) + ")";
        } else {
            message += "its deserialization failed with " + Names.of(e) + MissingClass.below(e, context);
        }
        return new DecodingException(ErrorCode.DECODING_FAILED, message, e);
    }

    /** Which class's code failed, or which one is missing or of another shape; else how far the stream was. */
    private static String subject(List<String> named, Throwable e) {
        String last = named.isEmpty() ? "" : named.get(named.size() - 1);
        boolean isOfLast = e instanceof ClassNotFoundException || e instanceof InvalidClassException;
        return FailedClass.of(e, named)
                .orElse(last.isEmpty() ? "a value" : isOfLast ? last : "a value (the class read last is " + last + ")");
    }
}
