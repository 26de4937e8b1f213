package dev.procession.transport.socket;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.core.frame.FrameMark;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written: small frames laid out in batches already, large pieces as they were given, in the order of the
 * offers. Any thread may put in; the connection's thread takes out.
 */
final class OutputQueue {
    /** How far the output has come; it only ever moves down this list. */
    private enum State {
        /** Frames are taken. */
        OPEN,
        /** {@link FrameMark#OUTPUT_ENDED} was queued: no frame comes after it. */
        ENDED,
        /** No frame is taken; what has not been begun is dropped. */
        CLOSED
    }

    /** A run of bytes on its way out. Guarded by the queue's monitor until it is taken. */
    static final class Segment {
        final ByteBuf bytes;

        /** Whether a frame ends where this ends. */
        private boolean endsFrame;

        private Segment(ByteBuf bytes) {
            this.bytes = bytes;
        }
    }

    /** Pieces up to this size are copied into a batch: cheaper than a write of their own. */
    private static final int COPY_BYTES = 16 << 10;

    private static final int BATCH_BYTES = 64 << 10;

    private final FrameEncoder encoder;
    private final int maxQueuedBytes;
    private final ByteBufAllocator allocator;
    private final Runnable wake;

    // All that follows is guarded by this object's monitor.
    private final ByteBuffer header = ByteBuffer.allocate(FrameEncoder.HEADER_BYTES);
    private final Deque<Segment> segments = new ArrayDeque<>();
    private @Nullable Segment filling;
    private State state = State.OPEN;
    private boolean awake;
    private boolean insideFrame;
    private long waitingBytes;

    /** The smallest refused frame since room was announced last, with its header; 0 if none was refused. */
    private long refusedBytes;

    /**
     * A queue.
     *
     * @param wake has the writer take what waits, soon; called by any thread, once until it has taken everything
     */
    OutputQueue(int maxFrameBytes, int maxQueuedBytes, ByteBufAllocator allocator, Runnable wake) {
        this.encoder = new FrameEncoder(maxFrameBytes);
        this.maxQueuedBytes = maxQueuedBytes;
        this.allocator = allocator;
        this.wake = wake;
    }

    /** Takes a frame, or refuses it because too much waits (CH-02, CH-03). */
    boolean offer(List<ByteBuffer> frame) {
        synchronized (this) {
            if (state != State.OPEN) {
                throw new ChannelException(
                        ErrorCode.CHANNEL_CLOSED, "a frame was offered to a channel whose output is " + state, null);
            }
            int length = encoder.length(frame);
            long bytes = (long) FrameEncoder.HEADER_BYTES + length;
            if (waitingBytes > 0 && waitingBytes + bytes > maxQueuedBytes) {
                refusedBytes = refusedBytes == 0 ? bytes : Math.min(refusedBytes, bytes);
                return false;
            }
            append(frame, length);
            waitingBytes += bytes;
            if (awake) {
                return true;
            }
            awake = true;
        }
        wake.run();
        return true;
    }

    private void append(List<ByteBuffer> frame, int length) {
        header.clear();
        encoder.putHeader(header, length);
        append(header.flip());
        for (ByteBuffer piece : frame) {
            append(piece);
        }
        segments.getLast().endsFrame = true;
    }

    private void append(ByteBuffer piece) {
        int bytes = piece.remaining();
        if (bytes > COPY_BYTES) {
            filling = null;
            segments.add(new Segment(Unpooled.wrappedBuffer(piece.duplicate())));
            return;
        }
        Segment last = filling;
        if (last == null || last.bytes.writableBytes() < bytes) {
            last = new Segment(allocator.directBuffer(BATCH_BYTES, BATCH_BYTES));
            filling = last;
            segments.add(last);
        }
        // The position is put back: the same buffer may stand in a frame twice.
        int position = piece.position();
        last.bytes.writeBytes(piece);
        piece.position(position);
        last.endsFrame = false;
    }

    /** Lets nothing more in; what waits is still written, and behind it that no frame comes any more. */
    void end() {
        synchronized (this) {
            if (state != State.OPEN) {
                return;
            }
            state = State.ENDED;
            header.clear();
            encoder.putMark(header, FrameMark.OUTPUT_ENDED);
            append(header.flip());
            segments.getLast().endsFrame = true;
            waitingBytes += FrameEncoder.HEADER_BYTES;
            if (awake) {
                return;
            }
            awake = true;
        }
        wake.run();
    }

    /** Whether everything has been written that was taken. */
    synchronized boolean isDone() {
        return waitingBytes == 0;
    }

    /** Lets nothing more in and drops what nobody has begun to write; of a frame that was begun, the rest stays. */
    synchronized void close() {
        state = State.CLOSED;
        Deque<Segment> rest = new ArrayDeque<>();
        boolean torn = insideFrame;
        while (torn && !segments.isEmpty()) {
            Segment next = segments.remove();
            torn = !next.endsFrame;
            rest.add(next);
        }
        dropAll();
        segments.addAll(rest);
    }

    /** Lets nothing more in and drops everything: it cannot be written. */
    synchronized void breakOff() {
        state = State.CLOSED;
        dropAll();
    }

    private void dropAll() {
        for (Segment dropped : segments) {
            waitingBytes -= dropped.bytes.readableBytes();
            dropped.bytes.release();
        }
        segments.clear();
        filling = null;
    }

    /** Takes the next run of bytes; null if nothing waits, and the next offer wakes the writer. */
    synchronized @Nullable Segment take() {
        Segment next = segments.poll();
        if (next == null) {
            awake = false;
            return null;
        }
        if (next == filling) {
            filling = null;
        }
        insideFrame = !next.endsFrame;
        return next;
    }

    /** Says that bytes are out. True if a refused offer is worth another try now: to be told once (CH-04). */
    synchronized boolean written(int bytes) {
        waitingBytes -= bytes;
        boolean roomy = waitingBytes <= 0
                || (waitingBytes <= maxQueuedBytes / 2 && waitingBytes + refusedBytes <= maxQueuedBytes);
        if (refusedBytes == 0 || !roomy || state != State.OPEN) {
            return false;
        }
        refusedBytes = 0;
        return true;
    }
}
