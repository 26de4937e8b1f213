package dev.procession.core.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The bytes before each frame on a stream, and the only home of their offsets.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+
 *  |                       length, or a mark                       |  +0
 *  +---------------------------------------------------------------+
 *  |                          check word                           |  +4
 *  +---------------------------------------------------------------+
 *  |                     length bytes of frame                    ...  +8
 *  +---------------------------------------------------------------
 * </pre>
 *
 * <ul>
 *   <li>Both words are little-endian.
 *   <li>A length is 0 or more. A negative value is no length but a {@link FrameMark}, and no frame follows. After {@link
 *       FrameMark#READ} a count of eight bytes does, without a check of its own.
 *   <li>The check word is the CRC-32C (RFC 3720) of the four magic bytes {@code P R C 1} and the four bytes of the length,
 *       so that text, zeros or a shifted stream are never mistaken for a length: a chance of 1 in 2³² a header.
 * </ul>
 */
final class FrameLayout {
    /** The size of the header, in bytes. */
    static final int HEADER_BYTES = 8;

    /** The size of a {@link FrameMark#READ} with its count, in bytes. */
    static final int READ_BYTES = HEADER_BYTES + Long.BYTES;

    private static final int LENGTH_OFFSET = 0;
    private static final int CHECK_OFFSET = 4;

    /** CRC-32C's polynomial, bits reversed (RFC 3720, section 12.1). */
    private static final int POLYNOMIAL = 0x82F63B78;

    private static final int[] TABLE = table();

    /** The CRC register after the magic bytes. */
    private static final int SEED = update(update(update(update(-1, 'P'), 'R'), 'C'), '1');

    private FrameLayout() {}

    /** Writes a header at the buffer's position and moves the position behind it. */
    static void put(ByteBuffer target, int length) {
        int check = check(length);
        boolean little = target.order() == ByteOrder.LITTLE_ENDIAN;
        target.putInt(little ? length : Integer.reverseBytes(length));
        target.putInt(little ? check : Integer.reverseBytes(check));
    }

    /** Writes the count that belongs to {@link FrameMark#READ}, and moves the position behind it. */
    static void putCount(ByteBuffer target, long count) {
        target.putLong(target.order() == ByteOrder.LITTLE_ENDIAN ? count : Long.reverseBytes(count));
    }

    /** The count behind the header at this index. */
    static long count(ByteBuffer source, int header) {
        long count = source.getLong(header + HEADER_BYTES);
        return source.order() == ByteOrder.LITTLE_ENDIAN ? count : Long.reverseBytes(count);
    }

    /** The length that the header at this index names, whatever the check word says. */
    static int length(ByteBuffer source, int header) {
        return word(source, header + LENGTH_OFFSET);
    }

    /** The check word of the header at this index. */
    static int checkWord(ByteBuffer source, int header) {
        return word(source, header + CHECK_OFFSET);
    }

    /** The mark that a negative length stands for; null if none does. */
    static @Nullable FrameMark mark(int length) {
        for (FrameMark mark : FrameMark.ALL) {
            if (mark.length() == length) {
                return mark;
            }
        }
        return null;
    }

    /** The check word that belongs to this length. */
    static int check(int length) {
        int crc = update(SEED, length);
        crc = update(crc, length >>> 8);
        crc = update(crc, length >>> 16);
        return ~update(crc, length >>> 24);
    }

    private static int word(ByteBuffer source, int index) {
        int word = source.getInt(index);
        return source.order() == ByteOrder.LITTLE_ENDIAN ? word : Integer.reverseBytes(word);
    }

    private static int update(int crc, int value) {
        return TABLE[(crc ^ value) & 0xFF] ^ (crc >>> 8);
    }

    private static int[] table() {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >>> 1) ^ ((crc & 1) * POLYNOMIAL);
            }
            table[i] = crc;
        }
        return table;
    }
}
