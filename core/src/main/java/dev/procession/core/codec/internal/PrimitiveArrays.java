package dev.procession.core.codec.internal;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.TagLayout;
import dev.procession.core.error.DecodingException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Arrays of primitives: a count, then the elements as they lie in memory, little-endian. */
final class PrimitiveArrays {
    private PrimitiveArrays() {}

    /** Writes count and elements. */
    static void write(int tag, Object array, ByteSink sink) {
        switch (tag) {
            case TagLayout.BYTES -> writeBytes((byte[]) array, sink);
            case TagLayout.BOOLEANS -> writeBooleans((boolean[]) array, sink);
            case TagLayout.SHORTS -> {
                short[] from = (short[]) array;
                room(from.length, tag, sink).asShortBuffer().put(from);
            }
            case TagLayout.CHARACTERS -> {
                char[] from = (char[]) array;
                room(from.length, tag, sink).asCharBuffer().put(from);
            }
            case TagLayout.INTEGERS -> {
                int[] from = (int[]) array;
                room(from.length, tag, sink).asIntBuffer().put(from);
            }
            case TagLayout.LONGS -> {
                long[] from = (long[]) array;
                room(from.length, tag, sink).asLongBuffer().put(from);
            }
            default -> writeFloating(tag, array, sink);
        }
    }

    private static void writeFloating(int tag, Object array, ByteSink sink) {
        if (tag == TagLayout.FLOATS) {
            float[] from = (float[]) array;
            room(from.length, tag, sink).asFloatBuffer().put(from);
        } else {
            double[] from = (double[]) array;
            room(from.length, tag, sink).asDoubleBuffer().put(from);
        }
    }

    private static void writeBytes(byte[] from, ByteSink sink) {
        sink.writeVarInt(from.length);
        sink.write(from);
    }

    private static void writeBooleans(boolean[] from, ByteSink sink) {
        sink.writeVarInt(from.length);
        int at = sink.reserve(from.length);
        byte[] into = sink.array();
        for (int i = 0; i < from.length; i++) {
            into[at + i] = (byte) (from[i] ? 1 : 0);
        }
    }

    /** Writes the count and returns where the elements belong. */
    private static ByteBuffer room(int count, int tag, ByteSink sink) {
        sink.writeVarInt(count);
        long bytes = (long) count * width(tag);
        int at = sink.reserve((int) Math.min(bytes, Integer.MAX_VALUE));
        return ByteBuffer.wrap(sink.array(), at, (int) bytes).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** How many bytes an element takes. */
    static int width(int tag) {
        return switch (tag) {
            case TagLayout.BYTES, TagLayout.BOOLEANS -> 1;
            case TagLayout.SHORTS, TagLayout.CHARACTERS -> 2;
            case TagLayout.INTEGERS, TagLayout.FLOATS -> 4;
            default -> 8;
        };
    }

    /** Reads count and elements. */
    static Object read(int tag, ByteSource source) {
        int count = source.readCount(width(tag));
        if (tag == TagLayout.BYTES) {
            return source.readBytes(count);
        }
        int start = source.position();
        ByteBuffer from = source.slice(count * width(tag));
        return switch (tag) {
            case TagLayout.BOOLEANS -> booleans(from, start);
            case TagLayout.SHORTS -> {
                short[] array = new short[count];
                from.asShortBuffer().get(array);
                yield array;
            }
            case TagLayout.CHARACTERS -> {
                char[] array = new char[count];
                from.asCharBuffer().get(array);
                yield array;
            }
            case TagLayout.INTEGERS -> {
                int[] array = new int[count];
                from.asIntBuffer().get(array);
                yield array;
            }
            default -> readWide(tag, from, count);
        };
    }

    private static Object readWide(int tag, ByteBuffer from, int count) {
        if (tag == TagLayout.LONGS) {
            long[] array = new long[count];
            from.asLongBuffer().get(array);
            return array;
        } else if (tag == TagLayout.FLOATS) {
            float[] array = new float[count];
            from.asFloatBuffer().get(array);
            return array;
        } else {
            double[] array = new double[count];
            from.asDoubleBuffer().get(array);
            return array;
        }
    }

    private static boolean[] booleans(ByteBuffer from, int start) {
        boolean[] array = new boolean[from.remaining()];
        for (int i = 0; i < array.length; i++) {
            int value = from.get(i);
            if ((value & ~1) != 0) {
                throw new DecodingException("At byte " + (start + i) + ": " + value + " is no boolean");
            }
            array[i] = value == 1;
        }
        return array;
    }

    /** Steps over count and elements. */
    static void skip(int tag, ByteSource source) {
        source.skip(source.readCount(width(tag)) * width(tag));
    }
}
