package dev.procession.core.codec.internal;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.ClassFilter;
import dev.procession.core.codec.DecodeContext;
import dev.procession.core.codec.TagLayout;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ErrorCode;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lambdas and method references by their words, as {@link TagLayout} has them. Not Java serialization, though the words are
 * those that it would write: a JVM's first object stream looks for a logger through all of its class path.
 */
public final class LambdaCodec {
    /** What the code that javac puts into a class says of a lambda that does not stand in it. */
    private static final String UNKNOWN = "Invalid lambda deserialization";

    private LambdaCodec() {}

    /**
     * Writes a value, tag and length included, if it is a lambda that captures nothing but values with a tag of their own.
     *
     * @param value any value
     * @param sink where to; nothing is left in it when the answer is null
     * @return the form of the lambda; null if the value is something else
     * @throws EncodingException if it is a method reference that would come back as another, or changes meanwhile
     */
    public static @Nullable SerializedLambda encode(Object value, ByteSink sink) {
        SerializedLambda form = LambdaForms.of(value);
        if (form == null) {
            return null;
        }
        int mark = sink.size();
        sink.writeByte(TagLayout.LAMBDA);
        int lengthAt = sink.reserve(Integer.BYTES);
        writeWords(form, sink);
        if (!writeCaptured(form, sink)) {
            sink.truncate(mark);
            return null;
        }
        sink.putInt(lengthAt, sink.size() - lengthAt - Integer.BYTES);
        ConfusedReferences.requireNone(value, form);
        return form;
    }

    private static void writeWords(SerializedLambda form, ByteSink sink) {
        Texts.write(Names.dotted(form.getCapturingClass()), sink);
        Texts.write(form.getFunctionalInterfaceClass(), sink);
        Texts.write(form.getFunctionalInterfaceMethodName(), sink);
        Texts.write(form.getFunctionalInterfaceMethodSignature(), sink);
        sink.writeByte(form.getImplMethodKind());
        Texts.write(form.getImplClass(), sink);
        Texts.write(form.getImplMethodName(), sink);
        Texts.write(form.getImplMethodSignature(), sink);
        Texts.write(form.getInstantiatedMethodType(), sink);
    }

    /** As one list, so that what is captured twice stays one object: the list knows, and leaves that to object streams. */
    private static boolean writeCaptured(SerializedLambda form, ByteSink sink) {
        @Nullable Object[] captured = new Object[form.getCapturedArgCount()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = form.getCapturedArg(i);
        }
        try {
            return TaggedEncoder.write(Arrays.asList(captured), sink);
        } catch (IndexOutOfBoundsException e) {
            throw new EncodingException(
                    ErrorCode.ENCODING_FAILED,
                    "Cannot encode " + Names.of(form) + ": a list that it captures changed while it was encoded",
                    e);
        }
    }

    /**
     * Reads what follows tag and length. Runs the static initialiser of the class that the lambda stands in.
     *
     * @param source exactly that
     * @param context the loader and the filter
     * @return the lambda
     * @throws DecodingException with code {@code CLASS_REFUSED} if the filter accepts no lambdas, before a word is read
     */
    public static @Nullable Object decode(ByteSource source, DecodeContext context) {
        int start = source.position();
        requireAllowed(SerializedLambda.class, start, context.filter());
        Words words = Words.read(source);
        try {
            Class<?> capturing = Class.forName(words.capturingClass(), false, context.loader());
            requireAllowed(capturing, start, context.filter());
            return LambdaForms.revive(words.form(capturing), capturing);
        } catch (DecodingException e) {
            throw e;
        } catch (InvocationTargetException e) {
            throw failure(words, start, context, Objects.requireNonNullElse(e.getCause(), e));
        } catch (Throwable e) {
            throw failure(words, start, context, e);
        }
    }

    private static void requireAllowed(Class<?> type, int start, ClassFilter filter) {
        if (filter.isRefusedByName(type.getName()) || !filter.allows(type)) {
            throw Refusal.ofClass(type.getName()).toException(filter, start, null);
        }
    }

    private static DecodingException failure(Words words, int start, DecodeContext context, Throwable e) {
        if (e instanceof OutOfMemoryError fatal) {
            throw fatal;
        }
        String message =
                "Cannot decode " + Names.of(words.form(LambdaCodec.class)) + " at byte " + start + " of the value: ";
        String lacks = MissingClass.named(e, context);
        if (lacks != null) {
            message += lacks;
        } else {
            message += "its deserialization failed with " + Names.of(e) + MissingClass.below(e, context);
        }
        if (e instanceof NoSuchMethodException || UNKNOWN.equals(e.getMessage())) {
            message += ": class " + words.capturingClass()
                    + " has no such lambda here; use the same version of it on both" + " sides";
        }
        return new DecodingException(ErrorCode.DECODING_FAILED, message, e);
    }

    /** The words of a lambda whose class has not been looked for. */
    private record Words(
            String capturingClass,
            String functionalInterface,
            String method,
            String descriptor,
            int implKind,
            String implClass,
            String implMethod,
            String implDescriptor,
            String instantiated,
            @Nullable Object[] captured) {

        static Words read(ByteSource source) {
            Words words = new Words(
                    Texts.read(source),
                    Texts.read(source),
                    Texts.read(source),
                    Texts.read(source),
                    source.readByte(),
                    Texts.read(source),
                    Texts.read(source),
                    Texts.read(source),
                    Texts.read(source),
                    readCaptured(source));
            if (source.remaining() > 0) {
                throw new DecodingException("At byte " + source.position() + ": " + source.remaining()
                        + " bytes are left over behind a lambda");
            }
            return words;
        }

        private static @Nullable Object[] readCaptured(ByteSource source) {
            int start = source.position();
            int tag = source.readByte() & 0xFF;
            if (tag != TagLayout.FIXED_LIST) {
                throw new DecodingException("At byte " + start + ": tag " + tag
                        + " stands where the list of a lambda's captured values, tag " + TagLayout.FIXED_LIST
                        + ", has to begin");
            }
            return ((List<?>) Objects.requireNonNull(TaggedDecoder.read(tag, source))).toArray();
        }

        SerializedLambda form(Class<?> capturing) {
            return new SerializedLambda(
                    capturing,
                    functionalInterface,
                    method,
                    descriptor,
                    implKind,
                    implClass,
                    implMethod,
                    implDescriptor,
                    instantiated,
                    captured);
        }
    }
}
