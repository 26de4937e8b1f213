package com.example.nio;

import dev.procession.core.channel.ListenerGate;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes what waits, many small frames at once, until the queue has ended; then says so to the peer. */
final class FrameWriter implements Runnable {
    private static final int BATCH_BYTES = 64 << 10;

    private final FrameQueue queue;
    private final SocketChannel socket;
    private final ListenerGate gate;
    private final Consumer<Throwable> onFailure;
    private final ByteBuffer batch = ByteBuffer.allocate(BATCH_BYTES);

    FrameWriter(FrameQueue queue, SocketChannel socket, ListenerGate gate, Consumer<Throwable> onFailure) {
        this.queue = queue;
        this.socket = socket;
        this.gate = gate;
        this.onFailure = onFailure;
    }

    @Override
    public void run() {
        try {
            Optional<List<ByteBuffer>> frame = queue.take();
            while (frame.isPresent()) {
                write(frame.get());
                frame = queue.take();
            }
            flush();
            socket.shutdownOutput();
        } catch (ClosedChannelException | RuntimeException | Error e) {
            onFailure.accept(new ChannelException(ErrorCode.CHANNEL_CLOSED, "writing failed: " + e, e));
        } catch (IOException e) {
            queue.drop(); // the peer is gone; how it went is for the reader to find out
        }
    }

    private void write(List<ByteBuffer> frame) throws IOException {
        for (ByteBuffer piece : frame) {
            append(piece);
        }
        if (queue.isEmpty()) {
            flush();
        }
        if (queue.takeRoom()) {
            gate.writable();
        }
    }

    private void append(ByteBuffer piece) throws IOException {
        while (piece.hasRemaining()) {
            int bytes = Math.min(piece.remaining(), batch.remaining());
            batch.put(batch.position(), piece, piece.position(), bytes).position(batch.position() + bytes);
            piece.position(piece.position() + bytes);
            if (!batch.hasRemaining()) {
                flush();
            }
        }
    }

    private void flush() throws IOException {
        batch.flip();
        int bytes = batch.remaining();
        while (batch.hasRemaining()) {
            Thread.interrupted(); // a flag that the listener left would close the socket (CH-19)
            socket.write(batch);
        }
        batch.clear();
        queue.written(bytes);
    }
}
