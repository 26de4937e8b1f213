package dev.procession.benchmarks.bare;

import java.io.IOException;

/** One end of a bare channel: messages of one size, both ways. */
interface Wire extends AutoCloseable {
    /** The size of each message: about what a small call takes. */
    int MESSAGE_BYTES = 32;

    /** Sends a message. */
    void send(byte[] message) throws IOException;

    /** Waits for a message. */
    void receive(byte[] message) throws IOException;

    @Override
    void close() throws IOException;
}
