package dev.procession.core.connection.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bytes before each part of a message on a connection, and the only home of their offsets.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------------+-+-----------------------------------------------+
 *  |    kind     |M|                    check                      |  +0
 *  +-------------+-+-----------------------------------------------+
 *  |                            length                             |  +4
 *  +---------------------------------------------------------------+
 *  |                     length bytes of the part                 ...  +8
 *  +---------------------------------------------------------------
 * </pre>
 *
 * <ul>
 *   <li>Little-endian. M says that further parts of the same message follow.
 *   <li>A short message is one part. A long one is {@link #TOTAL}, whose length is the whole message's and is followed by
 *       nothing; parts with M; and one empty part without. In place of the last, {@link #DROPPED} takes the message back.
 *   <li>The check is made of kind and length, so that garbage is not taken for a part: a chance of 1 in 2²⁴ a header.
 * </ul>
 */
final class MessageLayout {
    /** The size of the header, in bytes. */
    static final int HEADER_BYTES = 8;

    /** A message of bytes. */
    static final int BYTES = 1;

    /** A message that is an encoded object. */
    static final int OBJECT = 2;

    /** The end that sends this has come to another process, which the part describes ({@link Arrival}). */
    static final int ARRIVED = 3;

    /**
     * What follows comes by the next wire; nothing comes by this one any more. It is also the first word on a wire that was
     * visited for.
     */
    static final int CONTINUED = 4;

    /** The end that sends this is closed; the part says why, or is empty. */
    static final int CLOSED = 5;

    /** The end that sent so far leaves for another process; what follows comes from there. */
    static final int DEPARTED = 6;

    /** The message whose parts were sent last will not be completed. */
    static final int DROPPED = 7;

    /** How long the message is whose parts follow. */
    static final int TOTAL = 8;

    /** A message up to this length, header included, is one part: pipes write it wholly or not at all. */
    static final int MOST_WHOLE_BYTES = 4_096;

    /** The length of the parts of longer messages. */
    static final int PART_BYTES = 1 << 17;

    /** How long a part can be that is no message. */
    static final int MOST_CONTROL_BYTES = 8_192;

    private static final int MORE = 0x80;
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private MessageLayout() {}

    /** The header of a part. */
    static long header(int kind, boolean more, int length) {
        int marked = more ? kind | MORE : kind;
        return marked | (check(marked, length) << 8) | ((long) length << 32);
    }

    private static long check(int marked, int length) {
        long both = ((long) marked << 32) | (length & 0xFFFF_FFFFL);
        return ((both + 1) * GOLDEN) >>> 40;
    }

    static boolean isGood(long header) {
        int marked = (int) header & 0xFF;
        int length = length(header);
        int kind = kind(header);
        boolean mayGoOn = kind == BYTES || kind == OBJECT;
        return length >= 0
                && kind >= BYTES
                && kind <= TOTAL
                && (mayGoOn || !hasMore(header))
                && ((header >>> 8) & 0xFF_FFFF) == check(marked, length);
    }

    static int kind(long header) {
        return (int) header & ~MORE & 0xFF;
    }

    static boolean hasMore(long header) {
        return (header & MORE) != 0;
    }

    static int length(long header) {
        return (int) (header >>> 32);
    }

    /** A part as a buffer of its own. */
    static ByteBuffer part(int kind, byte[] content) {
        return buffer(HEADER_BYTES + content.length)
                .putLong(header(kind, false, content.length))
                .put(content)
                .flip();
    }

    /** An empty buffer of the right order. */
    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
