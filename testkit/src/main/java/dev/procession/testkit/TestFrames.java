package dev.procession.testkit;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Frames whose content follows from a number, so that each byte can be checked on arrival. */
final class TestFrames {
    private TestFrames() {}

    /** A heap buffer with position 0. */
    static ByteBuffer numbered(long number, int bytes) {
        byte[] content = new byte[bytes];
        new SplittableRandom(number).nextBytes(content);
        return ByteBuffer.wrap(content);
    }

    /** Fails unless the frame is the numbered one, byte for byte. */
    static void check(ByteBuffer frame, long number, int bytes) {
        if (frame.position() != 0) {
            throw new AssertionError("CH-08: frame " + number + " begins at position " + frame.position());
        }
        int mismatch = frame.mismatch(numbered(number, bytes));
        if (mismatch >= 0) {
            throw new AssertionError("frame " + number + " of " + bytes + " bytes came as " + frame.remaining()
                    + " bytes that differ from byte " + mismatch + " on");
        }
    }
}
