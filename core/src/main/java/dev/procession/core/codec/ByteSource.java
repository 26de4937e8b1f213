package dev.procession.core.codec;

import dev.procession.core.error.DecodingException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Reads, little-endian, what a {@link ByteSink} wrote. Not thread-safe.
 *
 * <ul>
 *   <li>It has a position of its own, 0 at the first byte that remained in the buffer it was given; that buffer's
 *       position, limit and order stay as they are.
 *   <li>A read past the end throws {@link DecodingException} that names the position, what was wanted and what is there,
 *       before anything is set aside on the word of a length, and leaves the position as it was.
 * </ul>
 */
public final class ByteSource {
    private static final int LONGEST_VARINT = 10;

    private final ByteBuffer buffer;
    private final int limit;
    private int position;

    /**
     * A source of what remains in a buffer.
     *
     * @param buffer heap or direct; its bytes must not change while they are read
     */
    public ByteSource(ByteBuffer buffer) {
        this.buffer = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.limit = this.buffer.limit();
    }

    /**
     * Reads one byte.
     *
     * @return the byte, sign-extended
     */
    public byte readByte() {
        return buffer.get(take(1));
    }

    /**
     * Looks at the next byte without reading it.
     *
     * @return the byte, 0 to 255
     */
    public int peekByte() {
        if (position == limit) {
            throw shortage(1);
        }
        return buffer.get(position) & 0xFF;
    }

    /**
     * Reads 2 bytes.
     *
     * @return the number
     */
    public short readShort() {
        return buffer.getShort(take(Short.BYTES));
    }

    /**
     * Reads 4 bytes.
     *
     * @return the number
     */
    public int readInt() {
        return buffer.getInt(take(Integer.BYTES));
    }

    /**
     * Reads 8 bytes.
     *
     * @return the number
     */
    public long readLong() {
        return buffer.getLong(take(Long.BYTES));
    }

    /**
     * Reads the 4 bytes of a float.
     *
     * @return the number
     */
    public float readFloat() {
        return Float.intBitsToFloat(readInt());
    }

    /**
     * Reads the 8 bytes of a double.
     *
     * @return the number
     */
    public double readDouble() {
        return Double.longBitsToDouble(readLong());
    }

    /**
     * Reads an unsigned LEB128 number of at most 32 bits.
     *
     * @return the number, as unsigned
     */
    public int readVarInt() {
        int start = position;
        if (start < limit) {
            int first = buffer.get(start);
            if (first >= 0) {
                position = start + 1;
                return first;
            }
            if (start + 1 < limit) {
                int second = buffer.get(start + 1);
                if (second >= 0) {
                    position = start + 2;
                    return (first & 0x7F) | (second << 7);
                }
            }
        }
        return readLongVarInt(start);
    }

    private int readLongVarInt(int start) {
        long value = readVarLong();
        if (value >>> 32 != 0) {
            position = start;
            throw new DecodingException("The number at byte " + start + " has more than 32 bits");
        }
        return (int) value;
    }

    /**
     * Reads an unsigned LEB128 number of at most 64 bits.
     *
     * @return the number, as unsigned
     */
    public long readVarLong() {
        int start = position;
        int end = start + Math.min(remaining(), LONGEST_VARINT);
        long value = 0;
        for (int at = start, shift = 0; at < end; at++, shift += 7) {
            byte next = buffer.get(at);
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                if (shift == 63 && next > 1) {
                    break;
                }
                position = at + 1;
                return value;
            }
        }
        if (end == start + LONGEST_VARINT) {
            throw new DecodingException("The number at byte " + start + " has more than 64 bits");
        }
        throw shortage(end - start + 1);
    }

    /**
     * Reads what {@link ByteSink#writeZigZagInt} wrote.
     *
     * @return the number
     */
    public int readZigZagInt() {
        int value = readVarInt();
        return (value >>> 1) ^ -(value & 1);
    }

    /**
     * Reads what {@link ByteSink#writeZigZagLong} wrote.
     *
     * @return the number
     */
    public long readZigZagLong() {
        long value = readVarLong();
        return (value >>> 1) ^ -(value & 1);
    }

    /**
     * Reads a count as {@link ByteSink#writeVarInt} wrote it and checks that as many things can still follow.
     *
     * @param bytesEach what each takes at least, 1 or more
     * @return the count, at most {@link #remaining()} / bytesEach
     */
    public int readCount(int bytesEach) {
        int start = position;
        long count = readVarLong();
        int available = remaining();
        if (count < 0 || count > available / bytesEach) {
            position = start;
            throw new DecodingException("At byte " + start + ": " + Long.toUnsignedString(count) + " times " + bytesEach
                    + " bytes are announced, " + available + " are there");
        }
        return (int) count;
    }

    /**
     * Reads bytes.
     *
     * @param length how many
     * @return a copy of them
     */
    public byte[] readBytes(int length) {
        int at = take(length);
        byte[] bytes = new byte[length];
        buffer.get(at, bytes, 0, length);
        return bytes;
    }

    /**
     * Reads bytes into an array.
     *
     * @param into where to
     * @param offset of the first
     * @param length how many
     */
    public void readBytes(byte[] into, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.length);
        buffer.get(take(length), into, offset, length);
    }

    /**
     * Steps over bytes and shows them.
     *
     * @param length how many
     * @return a view of them, without a copy, little-endian, from position 0
     */
    public ByteBuffer slice(int length) {
        return buffer.slice(take(length), length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Steps over bytes.
     *
     * @param length how many
     */
    public void skip(int length) {
        take(length);
    }

    /**
     * How many bytes have been read.
     *
     * @return the position, 0 at first
     */
    public int position() {
        return position;
    }

    /**
     * Goes to a position.
     *
     * @param position 0 up to the end
     */
    public void position(int position) {
        if (position < 0 || position > limit) {
            throw new DecodingException(
                    "Position " + position + " is outside of the " + limit + " bytes that are there");
        }
        this.position = position;
    }

    /**
     * How many bytes are left.
     *
     * @return the number of bytes after the position
     */
    public int remaining() {
        return limit - position;
    }

    /**
     * This source as a stream: reading it moves the position; closing it does nothing.
     *
     * @return a stream that ends where this source ends
     */
    public InputStream asInputStream() {
        return new SourceStream(this);
    }

    /** Steps over bytes that are there and answers where they begin. */
    private int take(int length) {
        int at = position;
        if (length < 0 || length > limit - at) {
            throw shortage(length);
        }
        position = at + length;
        return at;
    }

    private DecodingException shortage(int wanted) {
        return new DecodingException(
                "At byte " + position + ": " + wanted + " bytes are wanted, " + remaining() + " are there");
    }
}
