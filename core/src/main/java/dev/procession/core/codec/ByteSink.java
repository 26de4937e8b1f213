package dev.procession.core.codec;

import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ErrorCode;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A byte array that grows as it is written to, little-endian. Not thread-safe.
 *
 * <p>It never holds more bytes than its limit: the write that would do so throws {@link EncodingException} with code
 * {@code FRAME_TOO_LARGE} before memory is set aside, and writes nothing.
 */
public final class ByteSink {
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8; // every JVM can make one
    private static final int INITIAL = 256;

    private final int limit;
    private byte[] array;
    private int size;

    /** An empty sink without a limit of its own. */
    public ByteSink() {
        this(INITIAL);
    }

    /**
     * An empty sink without a limit of its own.
     *
     * @param initial bytes to set aside at once
     */
    public ByteSink(int initial) {
        this(initial, MAX_ARRAY);
    }

    /**
     * An empty sink.
     *
     * @param initial bytes to set aside at once
     * @param limit bytes that it holds at most
     */
    public ByteSink(int initial, int limit) {
        if (initial < 0 || limit < 0) {
            throw new IllegalArgumentException("sizes below zero: initial " + initial + ", limit " + limit);
        }
        this.limit = Math.min(limit, MAX_ARRAY);
        this.array = new byte[Math.min(initial, this.limit)];
    }

    /**
     * Writes one byte.
     *
     * @param value the byte, in the lowest 8 bits
     */
    public void writeByte(int value) {
        int at = reserve(1);
        array[at] = (byte) value;
    }

    /**
     * Writes 2 bytes.
     *
     * @param value the number, in the lowest 16 bits
     */
    public void writeShort(int value) {
        int at = reserve(Short.BYTES);
        array[at] = (byte) value;
        array[at + 1] = (byte) (value >> 8);
    }

    /**
     * Writes 4 bytes.
     *
     * @param value the number
     */
    public void writeInt(int value) {
        putInt(reserve(Integer.BYTES), value);
    }

    /**
     * Writes 8 bytes.
     *
     * @param value the number
     */
    public void writeLong(long value) {
        int at = reserve(Long.BYTES);
        putInt(at, (int) value);
        putInt(at + Integer.BYTES, (int) (value >> 32));
    }

    /**
     * Writes the 4 bytes of a float, every NaN as it is.
     *
     * @param value the number
     */
    public void writeFloat(float value) {
        writeInt(Float.floatToRawIntBits(value));
    }

    /**
     * Writes the 8 bytes of a double, every NaN as it is.
     *
     * @param value the number
     */
    public void writeDouble(double value) {
        writeLong(Double.doubleToRawLongBits(value));
    }

    /**
     * Writes an unsigned LEB128 number of 1 to 5 bytes: 7 bits a byte, lowest first, the high bit set in all but the
     * last.
     *
     * @param value the number, taken as unsigned
     */
    public void writeVarInt(int value) {
        if ((value & ~0x7F) == 0) {
            writeByte(value);
        } else if ((value & ~0x3FFF) == 0) {
            writeShort((value & 0x7F) | 0x80 | ((value >> 7) << 8));
        } else {
            writeVarLong(value & 0xFFFF_FFFFL);
        }
    }

    /**
     * Writes an unsigned LEB128 number of 1 to 10 bytes.
     *
     * @param value the number, taken as unsigned
     */
    public void writeVarLong(long value) {
        int at = reserve(varLongSize(value));
        byte[] into = array;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            into[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        into[at] = (byte) rest;
    }

    /**
     * Writes a signed number so that small ones of either sign are short: zig-zag, then LEB128.
     *
     * @param value the number
     */
    public void writeZigZagInt(int value) {
        writeVarInt((value << 1) ^ (value >> 31));
    }

    /**
     * Writes a signed number so that small ones of either sign are short: zig-zag, then LEB128.
     *
     * @param value the number
     */
    public void writeZigZagLong(long value) {
        writeVarLong((value << 1) ^ (value >> 63));
    }

    /**
     * Writes a whole array.
     *
     * @param bytes the bytes
     */
    public void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    /**
     * Writes a part of an array.
     *
     * @param bytes where from
     * @param offset of the first byte
     * @param length how many
     */
    public void write(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int at = reserve(length);
        System.arraycopy(bytes, offset, array, at, length);
    }

    /**
     * Writes what remains in a buffer, whose position moves to its limit.
     *
     * @param bytes heap or direct
     */
    public void write(ByteBuffer bytes) {
        int length = bytes.remaining();
        int at = reserve(length);
        bytes.get(array, at, length);
    }

    /**
     * Counts bytes as written that the caller then puts into {@link #array()} itself.
     *
     * @param length how many
     * @return where in the array the first belongs; what stands there is undefined
     */
    public int reserve(int length) {
        int at = size;
        if (length > array.length - at) {
            grow(length);
        }
        size = at + length;
        return at;
    }

    /**
     * Overwrites 4 bytes that were written before, for a length known only afterwards.
     *
     * @param position of the first, as {@link #size()} was before they were written
     * @param value the number
     */
    public void putInt(int position, int value) {
        array[position] = (byte) value;
        array[position + 1] = (byte) (value >> 8);
        array[position + 2] = (byte) (value >> 16);
        array[position + 3] = (byte) (value >> 24);
    }

    /**
     * How many bytes have been written.
     *
     * @return the size
     */
    public int size() {
        return size;
    }

    /**
     * How many bytes may still be written.
     *
     * @return the limit less the size
     */
    public int room() {
        return limit - size;
    }

    /** Forgets all that was written; the memory is kept. */
    public void reset() {
        size = 0;
    }

    /**
     * Forgets what was written since a mark.
     *
     * @param mark an earlier {@link #size()}
     */
    public void truncate(int mark) {
        Objects.checkIndex(mark, size + 1);
        size = mark;
    }

    /**
     * The live array behind this sink: valid up to {@link #size()} and until the next write.
     *
     * @return the array itself
     */
    public byte[] array() {
        return array;
    }

    /**
     * What was written.
     *
     * @return a copy
     */
    public byte[] toByteArray() {
        return Arrays.copyOf(array, size);
    }

    /**
     * This sink as a stream, without a buffer; closing it does nothing.
     *
     * @return a stream that writes here
     */
    public OutputStream asOutputStream() {
        return new SinkStream(this);
    }

    private void grow(int length) {
        long needed = (long) size + length;
        if (needed > limit) {
            throw new EncodingException(
                    ErrorCode.FRAME_TOO_LARGE,
                    "At least " + needed + " bytes are needed, the limit is " + limit
                            + ": send the value in parts, or raise the limit (maxFrameBytes)",
                    null);
        }
        long wanted = Math.max(Math.max(needed, 2L * array.length), INITIAL);
        array = Arrays.copyOf(array, (int) Math.min(limit, wanted));
    }

    private static int varLongSize(long value) {
        return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }
}
