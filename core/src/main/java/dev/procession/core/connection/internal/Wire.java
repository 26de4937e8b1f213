package dev.procession.core.connection.internal;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One way for bytes in both directions, never blocking: a socket, or two pipes within this process. Each direction ends by
 * itself; with the second the descriptors go. One thread reads and one writes at a time.
 */
final class Wire {
    /** What a peer may have sent over TCP without anybody reading it before the close; more of it may cut its stream. */
    private static final int MOST_DRAINED = 1 << 22;

    private static final int INPUT = 1;
    private static final int OUTPUT = 2;

    private final SelectableChannel in;
    private final SelectableChannel out;

    /** Which directions are over. Who reads and who writes are two threads: whoever comes second closes it. */
    private final AtomicInteger over = new AtomicInteger();

    Wire(SelectableChannel in, SelectableChannel out) throws IOException {
        this.in = in;
        this.out = out;
        in.configureBlocking(false);
        out.configureBlocking(false);
    }

    /** The two ends of a new wire within this process. */
    static Wire[] pair() throws IOException {
        Pipe there = Pipe.open();
        try {
            Pipe back = Pipe.open();
            return new Wire[] {new Wire(back.source(), there.sink()), new Wire(there.source(), back.sink())};
        } catch (IOException e) {
            there.source().close();
            there.sink().close();
            throw e;
        }
    }

    /** A connected socket. */
    static Wire of(SocketChannel socket) throws IOException {
        if (!(socket.getLocalAddress() instanceof UnixDomainSocketAddress)) {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        return new Wire(socket, socket);
    }

    SelectableChannel in() {
        return in;
    }

    SelectableChannel out() {
        return out;
    }

    /** Reads what is there: 0 if nothing, -1 at the end. */
    int read(ByteBuffer into) throws IOException {
        return ((ReadableByteChannel) in).read(into);
    }

    /** Writes what there is room for. */
    long write(ByteBuffer... from) throws IOException {
        return ((GatheringByteChannel) out).write(from);
    }

    /** Nothing more is read from it. */
    void endInput() {
        over(INPUT);
    }

    /** Nothing more is written to it: the peer reads its end. */
    void endOutput() {
        try {
            if (out instanceof SocketChannel socket) {
                socket.shutdownOutput();
            } else {
                out.close();
            }
        } catch (IOException e) {
            // The peer is gone, and sees its end without us.
        }
        over(OUTPUT);
    }

    private void over(int direction) {
        if (over.accumulateAndGet(direction, (before, now) -> before | now) == (INPUT | OUTPUT)) {
            close();
        }
    }

    /** Closes both directions; a TCP peer that has sent what nobody read would else lose what it has not read itself. */
    void close() {
        try {
            if (in instanceof SocketChannel socket && !isUnix(socket)) {
                drain(socket);
            }
            in.close();
        } catch (IOException e) {
            // The descriptor is gone all the same.
        }
        try {
            out.close();
        } catch (IOException e) {
            // The descriptor is gone all the same.
        }
    }

    private static boolean isUnix(SocketChannel socket) throws IOException {
        return socket.getLocalAddress() instanceof UnixDomainSocketAddress;
    }

    private static void drain(SocketChannel socket) throws IOException {
        socket.shutdownOutput();
        ByteBuffer waste = ByteBuffer.allocate(1 << 16);
        for (int drained = 0; drained < MOST_DRAINED; ) {
            int read = socket.read(waste.clear());
            if (read <= 0) {
                return;
            }
            drained += read;
        }
    }
}
