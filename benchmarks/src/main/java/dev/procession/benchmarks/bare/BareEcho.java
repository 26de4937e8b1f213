package dev.procession.benchmarks.bare;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.SynchronousQueue;

/** {@code BareEcho MEDIUM FOLDER HANDS-OVER}: sends back what comes, by the thread that reads or by another one. */
public final class BareEcho {
    private BareEcho() {}

    /**
     * Runs until the peer ends.
     *
     * @param arguments the medium, the folder of its files, and whether another thread answers
     */
    public static void main(String[] arguments) throws IOException {
        try (Wire wire = Medium.valueOf(arguments[0]).child(Path.of(arguments[1]))) {
            if (Boolean.parseBoolean(arguments[2])) {
                echoByTwo(wire);
            } else {
                ByteBuffer message = ByteBuffer.allocate(Wire.MESSAGE_BYTES);
                while (true) {
                    wire.receive(message);
                    wire.send(message);
                }
            }
        }
    }

    /** As a pool has to, whose tasks must not hold up what reads. */
    private static void echoByTwo(Wire wire) throws IOException {
        SynchronousQueue<ByteBuffer> handed = new SynchronousQueue<>();
        Thread reader = new Thread(() -> read(wire, handed), "reader");
        reader.setDaemon(true);
        reader.start();
        try {
            while (true) {
                wire.send(handed.take());
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while waiting for a message");
        }
    }

    private static void read(Wire wire, SynchronousQueue<ByteBuffer> handed) {
        try {
            while (true) {
                ByteBuffer message = ByteBuffer.allocate(Wire.MESSAGE_BYTES);
                wire.receive(message);
                handed.put(message);
            }
        } catch (IOException | InterruptedException e) {
            Runtime.getRuntime().halt(0); // the peer has ended, and main waits
        }
    }
}
