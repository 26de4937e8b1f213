package dev.procession.core.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A frame with a buffer of its own. It doubles as bytes come, so that each byte is copied at most twice, and ends with
 * exactly the frame's size.
 */
final class LargeFrame {
    private static final int FIRST_BYTES = 1 << 20;

    private final int length;
    private byte[] bytes;
    private int filled;

    LargeFrame(int length, ByteBuffer begin) {
        this.length = length;
        this.bytes = new byte[Math.min(length, FIRST_BYTES)];
        this.filled = begin.remaining();
        begin.get(bytes, 0, filled);
    }

    ByteBuffer space() {
        if (filled == bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * bytes.length));
        }
        return ByteBuffer.wrap(bytes, filled, bytes.length - filled);
    }

    void filled(int more) {
        filled += more;
    }

    boolean whole() {
        return filled == length;
    }

    ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes);
    }
}
