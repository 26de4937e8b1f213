package dev.procession.core.codec;

import java.io.InputStream;

/** A {@link ByteSource} as a stream. */
final class SourceStream extends InputStream {
    private final ByteSource source;

    SourceStream(ByteSource source) {
        this.source = source;
    }

    @Override
    public int read() {
        return source.remaining() > 0 ? source.readByte() & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        int taken = Math.min(length, source.remaining());
        if (taken == 0) {
            return -1;
        }
        source.readBytes(into, offset, taken);
        return taken;
    }

    @Override
    public long skip(long length) {
        int skipped = (int) Math.max(0, Math.min(length, source.remaining()));
        source.skip(skipped);
        return skipped;
    }

    @Override
    public int available() {
        return source.remaining();
    }
}
