package dev.procession.core.codec;

import dev.procession.core.error.DecodingException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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
    private final ByteBuffer buffer;

    /**
     * A source of what remains in a buffer.
     *
     * @param buffer heap or direct; its bytes must not change while they are read
     */
    public ByteSource(ByteBuffer buffer) {
        this.buffer = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads one byte.
     *
     * @return the byte, sign-extended
     */
    public byte readByte() {
        need(1);
        return buffer.get();
    }

    /**
     * Looks at the next byte without reading it.
     *
     * @return the byte, 0 to 255
     */
    public int peekByte() {
        need(1);
        return buffer.get(buffer.position()) & 0xFF;
    }

    /**
     * Reads 2 bytes.
     *
     * @return the number
     */
    public short readShort() {
        need(Short.BYTES);
        return buffer.getShort();
    }

    /**
     * Reads 4 bytes.
     *
     * @return the number
     */
    public int readInt() {
        need(Integer.BYTES);
        return buffer.getInt();
    }

    /**
     * Reads 8 bytes.
     *
     * @return the number
     */
    public long readLong() {
        need(Long.BYTES);
        return buffer.getLong();
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
        int start = buffer.position();
        long value = readVarLong();
        if (value >>> 32 != 0) {
            buffer.position(start);
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
        int start = buffer.position();
        int available = buffer.remaining();
        long value = 0;
        for (int i = 0; i < 10 && i < available; i++) {
            byte next = buffer.get(start + i);
            value |= (next & 0x7FL) << (7 * i);
            if (next >= 0) {
                if (i == 9 && next > 1) {
                    break;
                }
                buffer.position(start + i + 1);
                return value;
            }
        }
        if (available >= 10) {
            throw new DecodingException("The number at byte " + start + " has more than 64 bits");
        }
        throw shortage(available + 1);
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
        int start = buffer.position();
        long count = readVarLong();
        if (count < 0 || count > buffer.remaining() / bytesEach) {
            DecodingException error = new DecodingException("At byte " + start + ": " + Long.toUnsignedString(count)
                    + " times " + bytesEach + " bytes are announced, " + buffer.remaining() + " are there");
            buffer.position(start);
            throw error;
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
        need(length);
        byte[] bytes = new byte[length];
        buffer.get(bytes);
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
        need(length);
        buffer.get(into, offset, length);
    }

    /**
     * Steps over bytes and shows them.
     *
     * @param length how many
     * @return a view of them, without a copy, little-endian, from position 0
     */
    public ByteBuffer slice(int length) {
        need(length);
        int start = buffer.position();
        buffer.position(start + length);
        return buffer.slice(start, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Steps over bytes.
     *
     * @param length how many
     */
    public void skip(int length) {
        need(length);
        buffer.position(buffer.position() + length);
    }

    /**
     * How many bytes have been read.
     *
     * @return the position, 0 at first
     */
    public int position() {
        return buffer.position();
    }

    /**
     * Goes to a position.
     *
     * @param position 0 up to the end
     */
    public void position(int position) {
        if (position < 0 || position > buffer.limit()) {
            throw new DecodingException(
                    "Position " + position + " is outside of the " + buffer.limit() + " bytes that are there");
        }
        buffer.position(position);
    }

    /**
     * How many bytes are left.
     *
     * @return the number of bytes after the position
     */
    public int remaining() {
        return buffer.remaining();
    }

    /**
     * This source as a stream: reading it moves the position; closing it does nothing.
     *
     * @return a stream that ends where this source ends
     */
    public InputStream asInputStream() {
        return new Stream(buffer);
    }

    private void need(int length) {
        if (length < 0 || length > buffer.remaining()) {
            throw shortage(length);
        }
    }

    private DecodingException shortage(int wanted) {
        return new DecodingException("At byte " + buffer.position() + ": " + wanted + " bytes are wanted, "
                + buffer.remaining() + " are there");
    }

    /** The source as a stream. */
    private static final class Stream extends InputStream {
        private final ByteBuffer buffer;

        Stream(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public int read() {
            return buffer.hasRemaining() ? buffer.get() & 0xFF : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (!buffer.hasRemaining()) {
                return -1;
            }
            int taken = Math.min(length, buffer.remaining());
            buffer.get(into, offset, taken);
            return taken;
        }

        @Override
        public long skip(long length) {
            int skipped = (int) Math.max(0, Math.min(length, buffer.remaining()));
            buffer.position(buffer.position() + skipped);
            return skipped;
        }

        @Override
        public int available() {
            return buffer.remaining();
        }
    }
}
