package dev.procession.it.pool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A line between a worker and its pool that a test can cut, stall and slow down: passes on bytes between two sockets. */
final class Line implements AutoCloseable {
    private static final int PIECE = 4_096;

    private final ServerSocket server;
    private final InetAddress host;
    private final int port;
    private final List<Socket> ends = new ArrayList<>();
    private volatile boolean stalled;
    private volatile long delayNanos;

    /** A line to an address like {@code tcp:127.0.0.1:4711}. */
    Line(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        host = InetAddress.getByName(address.substring("tcp:".length(), colon));
        port = Integer.parseInt(address.substring(colon + 1));
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** The worker's end. */
    String address() {
        return "tcp:127.0.0.1:" + server.getLocalPort();
    }

    private static void start(Runnable body) {
        Thread thread = new Thread(body, "line");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                Socket far = new Socket(host, port);
                synchronized (ends) {
                    ends.add(near);
                    ends.add(far);
                }
                start(() -> pass(near, far));
                start(() -> pass(far, near));
            }
        } catch (IOException e) {
            cut(); // closed, or the pool listens no more
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] piece = new byte[PIECE];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(piece); count > 0; count = in.read(piece)) {
                while (stalled) {
                    LockSupport.parkNanos(1_000_000);
                }
                LockSupport.parkNanos(delayNanos);
                out.write(piece, 0, count);
            }
        } catch (IOException e) {
            stalled = false; // cut
        }
    }

    void cut() {
        synchronized (ends) {
            for (Socket end : ends) {
                try {
                    end.close();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
            ends.clear();
        }
    }

    void stall(boolean on) {
        stalled = on;
    }

    void slowDown(long nanosPerPiece) {
        delayNanos = nanosPerPiece;
    }

    @Override
    public void close() throws IOException {
        stalled = false;
        server.close();
        cut();
    }
}
