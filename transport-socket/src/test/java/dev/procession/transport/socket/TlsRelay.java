package dev.procession.transport.socket;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * Stands between a child and its parent, for one connection, and passes on what they say: below TLS, or with TLS of his own
 * towards either.
 */
final class TlsRelay implements Closeable {
    /** How the relay takes part in a connection. */
    interface Dress {
        Socket on(Socket plain, boolean asServer) throws IOException;
    }

    private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    /** A relay to a parent; what it passes on to the parent is changed on the way. */
    TlsRelay(String parent, Dress dress, UnaryOperator<byte[]> change) throws IOException {
        Endpoint to = Endpoint.parse(parent);
        threads.submit(() -> {
            try (Socket child = listening.accept();
                    Socket far = new Socket(to.place(), to.port());
                    Socket atChild = dress.on(child, true);
                    Socket atParent = dress.on(far, false)) {
                listening.close();
                threads.submit(() -> pump(atParent, atChild, UnaryOperator.identity()));
                return pump(atChild, atParent, change);
            }
        });
    }

    private static long pump(Socket from, Socket to, UnaryOperator<byte[]> change) throws IOException {
        long passed = 0;
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] bytes = new byte[32 << 10];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                out.write(change.apply(java.util.Arrays.copyOf(bytes, count)));
                passed += count;
            }
        }
        return passed;
    }

    /** Where the child shall go. */
    String address() {
        return "tls:127.0.0.1:" + listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
    }
}
