package dev.procession.core.codec;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the values that it accepts into bytes and back. Codecs that users add are found by {@link
 * java.util.ServiceLoader}, in the parent and in its children alike, and are asked before the built-in ones, except for
 * the tagged fast path. Thread-safe; has a public constructor without arguments.
 */
public interface Codec {
    /**
     * The name under which both sides know it.
     *
     * @return for instance {@code fory}
     */
    String name();

    /**
     * Whether this codec is to encode the value.
     *
     * @param value the value, never null
     * @return true to be given it
     */
    boolean accepts(Object value);

    /**
     * Writes the value. What is written is handed back whole to {@link #decode}; it needs no length of its own.
     *
     * @param value an accepted value
     * @param sink where to
     * @throws IOException if it cannot be encoded; the message says why
     */
    void encode(Object value, ByteSink sink) throws IOException;

    /**
     * Reads the value back.
     *
     * @param source exactly what {@link #encode} wrote
     * @param context the class loader to resolve with, and the classes that may be made
     * @return the value
     * @throws IOException if the bytes make no sense
     * @throws ClassNotFoundException if a class is missing here
     */
    @Nullable
    Object decode(ByteSource source, DecodeContext context) throws IOException, ClassNotFoundException;
}
