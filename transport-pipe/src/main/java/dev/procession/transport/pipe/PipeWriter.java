package dev.procession.transport.pipe;

import dev.procession.core.channel.ListenerGate;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.frame.FrameBacklog;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.core.frame.FrameMark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.WritableByteChannel;
import java.util.function.Consumer;

/**
 * Says that this end is there, then writes what waits, batch by batch, until the queue has ended; then closes the stream.
 * A failed write tells nobody: it means that the peer is gone, and how it went is for the reader to find out.
 */
final class PipeWriter implements Runnable {
    private final OutputQueue queue;
    private final WritableByteChannel out;
    private final ListenerGate gate;
    private final FrameEncoder encoder;
    private final Consumer<ChannelException> failed;

    PipeWriter(
            FrameEncoder encoder,
            OutputQueue queue,
            WritableByteChannel out,
            ListenerGate gate,
            Consumer<ChannelException> failed) {
        this.encoder = encoder;
        this.queue = queue;
        this.out = out;
        this.gate = gate;
        this.failed = failed;
    }

    @Override
    public void run() {
        try {
            sayOpened();
            FrameBacklog.Run run = queue.take();
            while (run != null) {
                write(run);
                run = queue.take();
            }
        } catch (ClosedByInterruptException
                | RuntimeException
                | Error e) { // not the peer's end, which the reader would tell
            queue.breakOff();
            failed.accept(new ChannelException(ErrorCode.CHANNEL_CLOSED, "writing to the peer failed: " + e, e));
        } catch (IOException e) {
            queue.breakOff();
        } finally {
            PipeStreams.closeQuietly(out);
        }
    }

    private void sayOpened() throws IOException {
        ByteBuffer mark = ByteBuffer.allocate(FrameEncoder.HEADER_BYTES);
        encoder.putMark(mark, FrameMark.OPENED);
        out.write(mark.flip());
    }

    private void write(FrameBacklog.Run run) throws IOException {
        ByteBuffer bytes = run.bytes();
        int end = bytes.limit();
        int length = bytes.remaining();
        while (bytes.position() < end) {
            bytes.limit(Math.min(end, bytes.position() + PipeStreams.TRANSFER_BYTES));
            PipeThreads.forgetInterrupt(); // of someone who interrupts all threads that he finds
            out.write(bytes);
        }
        if (queue.written(run, length)) {
            gate.writable();
            PipeThreads.forgetInterrupt();
        }
    }
}
