package dev.procession.pool.protocol;

import dev.procession.core.channel.Channel;
import dev.procession.core.error.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What stands before each frame between a pool and a worker, so that one that is lost, comes twice or is changed on its way
 * ends the conversation and is never taken for another. Integers are little-endian.
 *
 * <pre>
 *   0        4        8
 *   +--------+--------+-- - -
 *   | number | check  | frame
 *   +--------+--------+-- - -
 * </pre>
 *
 * The number counts from 1 in each direction of a channel and goes round after 2^32. The check is the CRC-32C of the number,
 * the frame's length and its first {@value #CHECKED_BYTES} bytes.
 */
public final class FrameSeal {
    /** How many bytes it has. */
    public static final int BYTES = 8;

    /** What costs next to nothing beside the system calls that carry it; larger values are checked by their beginning. */
    private static final int CHECKED_BYTES = 64 << 10;

    private FrameSeal() {}

    /**
     * The frame alone, unchecked: for frames that were kept.
     *
     * @param sealed a frame with its seal
     * @return what stands behind the seal
     * @throws ProtocolException if there is not even a seal
     */
    public static ByteBuffer strip(ByteBuffer sealed) {
        if (sealed.remaining() < BYTES) {
            throw new ProtocolException("a frame of " + sealed.remaining() + " bytes, the shortest has " + BYTES
                    + ": it was cut on its way");
        }
        return sealed.duplicate().position(sealed.position() + BYTES).slice();
    }

    /** Seals what goes one way. Called by one thread at a time. */
    public static final class Writer {
        private final Check check = new Check();
        private int sent;

        /** A writer whose first frame has number 1. */
        public Writer() {}

        /**
         * Offers a frame with its seal; one that is refused is numbered anew when it is offered again.
         *
         * @param channel where to
         * @param frame its pieces
         * @return whether the channel took it
         * @throws dev.procession.core.error.ChannelException as {@link Channel#offer} does
         */
        public boolean offer(Channel channel, List<ByteBuffer> frame) {
            int number = sent + 1;
            ByteBuffer seal = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
            seal.putInt(number).putInt(check.of(number, frame)).flip();
            List<ByteBuffer> sealed = new ArrayList<>(frame.size() + 1);
            sealed.add(seal);
            sealed.addAll(frame);
            boolean taken = channel.offer(sealed);
            if (taken) {
                sent = number;
            }
            return taken;
        }
    }

    /** Opens what comes the other way. Called by one thread at a time. */
    public static final class Reader {
        private final Check check = new Check();
        private int received;

        /** A reader that expects number 1. */
        public Reader() {}

        /**
         * Takes a frame out of its seal.
         *
         * @param sealed as the channel delivered it
         * @return the frame, sharing its memory
         * @throws ProtocolException if it is not the next one, or not what was sent
         */
        public ByteBuffer open(ByteBuffer sealed) {
            ByteBuffer frame = strip(sealed);
            ByteBuffer seal = sealed.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            int number = seal.getInt();
            int expected = received + 1;
            if (seal.getInt() != check.of(number, List.of(frame))) {
                throw new ProtocolException("frame " + Integer.toUnsignedString(expected) + ", of " + frame.remaining()
                        + " bytes, was changed on its way: its check is wrong");
            }
            if (number != expected) {
                throw new ProtocolException(
                        number - expected < 0
                                ? "frame " + Integer.toUnsignedString(number) + " came twice"
                                : "frame " + Integer.toUnsignedString(expected) + " was lost: frame "
                                        + Integer.toUnsignedString(number) + " came in its place");
            }
            received = number;
            return frame;
        }
    }

    /** Computes checks, one after the other. */
    private static final class Check {
        private final CRC32C crc = new CRC32C();
        private final ByteBuffer head = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);

        int of(int number, List<ByteBuffer> frame) {
            int length = 0;
            for (ByteBuffer piece : frame) {
                length += piece.remaining();
            }
            crc.reset();
            head.clear().putInt(number).putInt(length);
            crc.update(head.flip());
            int left = CHECKED_BYTES;
            for (int i = 0; i < frame.size() && left > 0; i++) {
                ByteBuffer piece = frame.get(i);
                int bytes = Math.min(left, piece.remaining());
                crc.update(piece.duplicate().limit(piece.position() + bytes));
                left -= bytes;
            }
            return (int) crc.getValue();
        }
    }
}
