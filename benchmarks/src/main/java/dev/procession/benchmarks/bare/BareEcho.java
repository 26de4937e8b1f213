package dev.procession.benchmarks.bare;

import java.io.IOException;
import java.io.InterruptedIOException;
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
        endWithParent();
        try (Wire wire = Medium.valueOf(arguments[0]).child(Path.of(arguments[1]))) {
            if (Boolean.parseBoolean(arguments[2])) {
                echoByTwo(wire);
            } else {
                byte[] message = new byte[Wire.MESSAGE_BYTES];
                while (true) {
                    wire.receive(message);
                    wire.send(message);
                }
            }
        }
    }

    /** Who looks at a queue does not notice that nobody writes to it any more. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody is left to be told
    private static void endWithParent() {
        ProcessHandle.current()
                .parent()
                .ifPresent(parent ->
                        parent.onExit().thenRun(() -> Runtime.getRuntime().halt(0)));
    }

    /** As a pool has to, whose tasks must not hold up what reads. */
    private static void echoByTwo(Wire wire) throws IOException {
        SynchronousQueue<byte[]> handed = new SynchronousQueue<>();
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

    private static void read(Wire wire, SynchronousQueue<byte[]> handed) {
        try {
            while (true) {
                byte[] message = new byte[Wire.MESSAGE_BYTES];
                wire.receive(message);
                handed.put(message);
            }
        } catch (IOException | InterruptedException e) {
            Runtime.getRuntime().halt(0); // the peer has ended, and main waits
        }
    }
}
