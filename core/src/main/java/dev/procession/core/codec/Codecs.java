package dev.procession.core.codec;

import dev.procession.core.codec.internal.JavaSerialization;
import dev.procession.core.codec.internal.LambdaCodec;
import dev.procession.core.codec.internal.Messages;
import dev.procession.core.codec.internal.Names;
import dev.procession.core.codec.internal.ProtobufCodec;
import dev.procession.core.codec.internal.TaggedDecoder;
import dev.procession.core.codec.internal.TaggedEncoder;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProtocolException;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Values to self-delimiting bytes and back, by the first way that fits: a tag of its own ({@link TagLayout}), a user's
 * {@link Codec}, protobuf, the words of a lambda, Java serialization. Thread-safe.
 *
 * <ul>
 *   <li>What comes back equals what went in and is of the same kind: an {@code ArrayList} grows, {@code Arrays.asList}
 *       can be set, {@code List.of} is immutable. Lists that share or contain themselves keep their shape.
 *   <li>Not kept: which of two equal strings or boxed values were one object; the element type of an array behind
 *       {@code Arrays.asList}; that {@code List.of} of three and more throws on {@code contains(null)}.
 *   <li>Tags 0x70 to 0x7F are never written and refused on reading: the pool keeps them for marks of its own.
 * </ul>
 */
public final class Codecs {
    private static final List<String> BUILT_IN = List.of("tagged-1", "java-1", "protobuf-1", "lambda-1");

    private static final Codecs STANDARD = new Codecs(List.of());

    private final List<Codec> users;

    private Codecs(List<Codec> users) {
        this.users = users;
    }

    /**
     * The built-in ones alone.
     *
     * @return always the same
     */
    public static Codecs standard() {
        return STANDARD;
    }

    /**
     * The built-in ones and those that users registered as services, in the order of their names: that order numbers
     * them and says who is asked first.
     *
     * @param loader where to look for services; null for the class path of this process
     * @return the set
     * @throws ProtocolException if a service cannot be made, or two have one name
     */
    public static Codecs load(@Nullable ClassLoader loader) {
        List<Codec> found = new ArrayList<>();
        try {
            for (Codec codec : ServiceLoader.load(Codec.class, loader)) {
                found.add(codec);
            }
        } catch (ServiceConfigurationError e) {
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_VIOLATION,
                    "A service of " + Codec.class.getName() + " cannot be made: " + e.getMessage()
                            + (e.getCause() == null ? "" : ": " + Names.of(e.getCause())),
                    e);
        }
        return of(found);
    }

    /**
     * The built-in ones and those that another process has, without a search of the class path, for which each of its jars is
     * opened: with a hundred of them that is a good part of what a worker's start takes.
     *
     * @param classNames the other's {@link #classNames}
     * @param loader where to look for them; null for the class path of this process
     * @return the set; what {@link #load} finds if one of them cannot be made here, so that the two sides see that they differ
     * @throws ProtocolException as {@link #load}
     */
    public static Codecs named(List<String> classNames, @Nullable ClassLoader loader) {
        ClassLoader from = loader == null ? ClassLoader.getSystemClassLoader() : loader;
        List<Codec> made = new ArrayList<>();
        try {
            for (String name : classNames) {
                made.add(Class.forName(name, true, from)
                        .asSubclass(Codec.class)
                        .getConstructor()
                        .newInstance());
            }
        } catch (ReflectiveOperationException | LinkageError | ClassCastException e) {
            return load(loader);
        }
        return of(made);
    }

    /**
     * The classes of the users' codecs.
     *
     * @return their names, for {@link #named} of another process
     */
    public List<String> classNames() {
        return users.stream().map(codec -> codec.getClass().getName()).toList();
    }

    /**
     * The built-in ones and the given.
     *
     * @param users codecs with different names
     * @return the set
     * @throws ProtocolException if two have one name
     */
    static Codecs of(List<Codec> users) {
        if (users.isEmpty()) {
            return STANDARD; // a child that starts loads no more than it needs
        }
        Set<String> names = new HashSet<>(BUILT_IN);
        for (Codec codec : users) {
            if (!names.add(codec.name())) {
                throw new ProtocolException("Two codecs are named " + codec.name() + ", one of them "
                        + codec.getClass().getName() + ": leave one off the class path");
            }
        }
        return new Codecs(
                users.stream().sorted(Comparator.comparing(Codec::name)).toList());
    }

    /**
     * The names, in the order that numbers them, for the peer to compare.
     *
     * @return the built-in ones and then the users'
     */
    public List<String> names() {
        List<String> names = new ArrayList<>(BUILT_IN);
        for (Codec codec : users) {
            names.add(codec.name());
        }
        return List.copyOf(names);
    }

    /**
     * Compares the names of two sides.
     *
     * @param ours {@link #names} of this side
     * @param theirs those of the other
     * @return empty if the sides understand each other, else one sentence that says why not
     */
    public static String mismatch(List<String> ours, List<String> theirs) {
        if (ours.equals(theirs)) {
            return "";
        }
        List<String> onlyHere = ours.stream().filter(n -> !theirs.contains(n)).toList();
        List<String> onlyThere = theirs.stream().filter(n -> !ours.contains(n)).toList();
        if (onlyHere.isEmpty() && onlyThere.isEmpty()) {
            return "The codecs are in another order here (" + ours + ") than there (" + theirs
                    + "): use one version of Procession on both sides.";
        }
        return "The codecs differ: only here " + onlyHere + ", only there " + onlyThere
                + "; put the same codecs and the same version of Procession on both class paths.";
    }

    /**
     * Writes a value. May run the value's own code (writeObject and the like).
     *
     * @param value any value
     * @param sink where to
     * @throws EncodingException if it cannot be encoded, with the path to the part that resisted, or if it passes the
     *     sink's limit; the sink is then as it was before
     */
    public void encode(@Nullable Object value, ByteSink sink) {
        int mark = sink.size();
        boolean done = false;
        try {
            if (!TaggedEncoder.write(value, sink)) {
                encodeWhole(Objects.requireNonNull(value), sink);
            }
            done = true;
        } catch (IndexOutOfBoundsException e) {
            throw failure("A list changed while it was encoded", e);
        } finally {
            if (!done) {
                sink.truncate(mark);
            }
        }
    }

    /** Writes what has no tag of its own; answers with the lambda that it is, or null if it is something else. */
    @Nullable
    SerializedLambda encodeWhole(Object value, ByteSink sink) {
        int number = userCodecFor(value);
        if (number < 0 && !Messages.isMessage(value.getClass())) {
            SerializedLambda lambda = LambdaCodec.encode(value, sink);
            return lambda != null ? lambda : encodeStream(value, sink);
        }
        sink.writeByte(number < 0 ? TagLayout.PROTOBUF : TagLayout.USER);
        int lengthAt = sink.reserve(Integer.BYTES);
        encodeWith(number, value, sink);
        sink.putInt(lengthAt, sink.size() - lengthAt - Integer.BYTES);
        return null;
    }

    private static @Nullable SerializedLambda encodeStream(Object value, ByteSink sink) {
        sink.writeByte(TagLayout.JAVA);
        int lengthAt = sink.reserve(Integer.BYTES);
        SerializedLambda lambda = JavaSerialization.encode(value, sink);
        sink.putInt(lengthAt, sink.size() - lengthAt - Integer.BYTES);
        return lambda;
    }

    private void encodeWith(int number, Object value, ByteSink sink) {
        try {
            if (number < 0) {
                ProtobufCodec.encode(value, sink);
            } else {
                sink.writeVarInt(number);
                users.get(number).encode(value, sink);
            }
        } catch (EncodingException | VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            throw codecFailure(number < 0 ? "protobuf" : users.get(number).name(), value, e);
        }
    }

    private int userCodecFor(Object value) {
        for (int i = 0; i < users.size(); i++) {
            try {
                if (users.get(i).accepts(value)) {
                    return i;
                }
            } catch (RuntimeException e) {
                throw codecFailure(users.get(i).name(), value, e);
            }
        }
        return -1;
    }

    private static EncodingException codecFailure(String codec, Object value, Throwable e) {
        return failure(
                "Cannot encode " + value.getClass().getName() + ": codec " + codec + " failed with " + Names.of(e), e);
    }

    private static EncodingException failure(String message, Throwable cause) {
        return new EncodingException(ErrorCode.ENCODING_FAILED, message, cause);
    }

    /**
     * Whether the next value can be decoded by a thread that must not be held up: no user code runs, no class is
     * resolved, memory stays within a small multiple of the encoded size.
     *
     * @param source positioned at a value; its position stays
     * @return true for values with a tag of their own
     */
    public boolean isFast(ByteSource source) {
        return TagLayout.isFast(source.peekByte());
    }

    /**
     * Reads a value. May run user code, unless {@link #isFast}.
     *
     * @param source positioned at a value
     * @param context the class loader and the filter
     * @return the value
     * @throws DecodingException if the bytes make no sense, a class is missing or (code {@code CLASS_REFUSED}) the filter
     *     refuses it. Where the value has a length of its own, which all slow ones have, the source then stands after it
     */
    public @Nullable Object decode(ByteSource source, DecodeContext context) {
        int start = source.position();
        int tag = source.readByte() & 0xFF;
        if (TagLayout.isFast(tag)) {
            return TaggedDecoder.read(tag, source);
        }
        ByteSource content = content(tag, start, source);
        return switch (tag) {
            case TagLayout.JAVA -> JavaSerialization.decode(content, context);
            case TagLayout.LAMBDA -> LambdaCodec.decode(content, context);
            default -> decodeWith(tag == TagLayout.USER ? userCodec(content, start) : null, content, context);
        };
    }

    private static @Nullable Object decodeWith(@Nullable Codec codec, ByteSource content, DecodeContext context) {
        try {
            return codec == null ? ProtobufCodec.decode(content, context) : codec.decode(content, context);
        } catch (DecodingException e) {
            throw e;
        } catch (ClassNotFoundException e) {
            throw new DecodingException(ErrorCode.DECODING_FAILED, "Cannot decode the value: " + Names.missing(e), e);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            String name = codec == null ? "protobuf" : codec.name();
            throw new DecodingException(
                    ErrorCode.DECODING_FAILED,
                    "Codec " + name + " failed at byte " + content.position() + " of the value with " + Names.of(e),
                    e);
        }
    }

    private Codec userCodec(ByteSource content, int start) {
        int number = content.readVarInt();
        if (number < 0 || number >= users.size()) {
            throw new DecodingException("At byte " + start + ": there is no user codec "
                    + Integer.toUnsignedString(number) + " here, only " + users.size());
        }
        return users.get(number);
    }

    /** What lies behind tag and length; the source then stands after it. */
    private static ByteSource content(int tag, int start, ByteSource source) {
        if (tag < TagLayout.PROTOBUF || tag > TagLayout.LAMBDA) {
            throw new DecodingException("At byte " + start + ": tag " + tag
                    + (TagLayout.isReserved(tag) ? " is kept for the pool and no value" : " is of no kind of value"));
        }
        return new ByteSource(source.slice(source.readInt()));
    }

    /**
     * Steps over a value without decoding it.
     *
     * @param source positioned at a value
     * @throws DecodingException if there is no whole value
     */
    public void skip(ByteSource source) {
        int start = source.position();
        int tag = source.readByte() & 0xFF;
        if (TagLayout.isFast(tag)) {
            TaggedDecoder.skip(tag, source);
        } else {
            content(tag, start, source);
        }
    }
}
