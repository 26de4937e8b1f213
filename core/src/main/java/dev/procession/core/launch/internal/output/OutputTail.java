package dev.procession.core.launch.internal.output;

import java.nio.charset.Charset;

/** The last bytes that a child printed. Thread-safe. */
final class OutputTail {
    private static final int SIZE = 8_192;

    private final byte[] ring = new byte[SIZE];
    private long written;

    synchronized void add(byte[] bytes, int count) {
        int from = Math.max(0, count - SIZE);
        for (int i = from; i < count; ) {
            int at = (int) ((written + i) % SIZE);
            int run = Math.min(count - i, SIZE - at);
            System.arraycopy(bytes, i, ring, at, run);
            i += run;
        }
        written += count;
    }

    synchronized String text(Charset charset) {
        int length = (int) Math.min(written, SIZE);
        int start = (int) ((written - length) % SIZE);
        byte[] bytes = new byte[length];
        int first = Math.min(length, SIZE - start);
        System.arraycopy(ring, start, bytes, 0, first);
        System.arraycopy(ring, 0, bytes, first, length - first);
        return new String(bytes, charset);
    }
}
