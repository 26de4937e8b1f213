package dev.procession.benchmarks.bare;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Over two streams. */
record StreamWire(InputStream in, OutputStream out) implements Wire {
    @Override
    public void send(byte[] message) throws IOException {
        out.write(message, 0, MESSAGE_BYTES);
        out.flush();
    }

    @Override
    public void receive(byte[] message) throws IOException {
        if (in.readNBytes(message, 0, MESSAGE_BYTES) < MESSAGE_BYTES) {
            throw new EOFException("the peer of the pipe has ended");
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
        in.close();
    }
}
