package dev.procession.core.codec;

import java.io.OutputStream;

/** A {@link ByteSink} as a stream. */
final class SinkStream extends OutputStream {
    private final ByteSink sink;

    SinkStream(ByteSink sink) {
        this.sink = sink;
    }

    @Override
    public void write(int value) {
        sink.writeByte(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        sink.write(bytes, offset, length);
    }
}
