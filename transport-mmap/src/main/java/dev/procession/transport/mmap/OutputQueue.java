package dev.procession.transport.mmap;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.frame.FrameEncoder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written: small frames laid out in batches already, large pieces as they were given, in the order of the
 * offers. Any thread may put in; one at a time takes out.
 */
final class OutputQueue {
    /** How far the output has come; it only ever moves down this list. */
    enum State {
        /** Frames are taken. */
        OPEN,
        /** No frame is taken any more; those that wait are still written. */
        ENDED,
        /** Nothing more is written. */
        CLOSED
    }

    /** Pieces up to this size are copied into a batch: cheaper than a document of their own. */
    private static final int COPY_BYTES = 32 << 10;

    /** Batches that are kept for use again: one is filled while the other is written. */
    private static final int SPARE_BATCHES = 2;

    private final ReentrantLock lock = new ReentrantLock();
    private final FrameEncoder encoder;
    private final int maxQueuedBytes;

    // All that follows is guarded by the lock.
    private final Deque<Segment> spares = new ArrayDeque<>();
    private final Deque<Segment> segments = new ArrayDeque<>();
    private @Nullable Segment filling;
    private State state = State.OPEN;
    private long waitingBytes;

    /** The smallest refused frame since room was announced last, with its header; 0 if none was refused. */
    private long refusedBytes;

    OutputQueue(FrameEncoder encoder, int maxQueuedBytes) {
        this.encoder = encoder;
        this.maxQueuedBytes = maxQueuedBytes;
    }

    /** Takes a frame, or refuses it because too much waits (CH-02, CH-03). */
    boolean offer(List<ByteBuffer> frame) {
        lock.lock();
        try {
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
            encoder.putHeader(room(FrameEncoder.HEADER_BYTES), length);
            for (ByteBuffer piece : frame) {
                append(piece);
            }
            waitingBytes += bytes;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing more in. */
    void end() {
        moveTo(State.ENDED);
    }

    /** Lets nothing more in and drops what nobody has begun to write. */
    void close() {
        moveTo(State.CLOSED);
    }

    State state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the first of what waits; null if nothing does. */
    @Nullable
    Segment take() {
        lock.lock();
        try {
            Segment first = segments.poll();
            if (segments.isEmpty()) {
                filling = null; // It was the last, which is the one that is filled.
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing waits to be taken. */
    boolean isEmpty() {
        lock.lock();
        try {
            return segments.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Says that a segment has been written. True if a refused offer is worth another try now: to be told once (CH-04). */
    boolean written(Segment segment, int bytes) {
        lock.lock();
        try {
            waitingBytes -= bytes;
            if (segment.kind() == Segment.Kind.BATCH && spares.size() < SPARE_BATCHES) {
                segment.bytes().clear();
                spares.push(segment);
            }
            boolean roomy = waitingBytes <= 0
                    || (waitingBytes <= maxQueuedBytes / 2 && waitingBytes + refusedBytes <= maxQueuedBytes);
            if (refusedBytes == 0 || !roomy || state != State.OPEN) {
                return false;
            }
            refusedBytes = 0;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The one place where the state changes: only ever forward. */
    private void moveTo(State next) {
        lock.lock();
        try {
            if (next.compareTo(state) > 0) {
                state = next;
            }
            if (state == State.CLOSED) {
                segments.clear();
                filling = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void append(ByteBuffer piece) {
        int bytes = piece.remaining();
        if (bytes <= COPY_BYTES) {
            // Not by the piece's own position: the same buffer may stand in a frame twice.
            ByteBuffer room = room(bytes);
            room.put(room.position(), piece, piece.position(), bytes).position(room.position() + bytes);
        } else {
            filling = null;
            segments.add(Segment.piece(piece));
        }
    }

    /** The batch at the end of the queue, a new one if this many bytes do not fit. */
    private ByteBuffer room(int bytes) {
        Segment last = filling;
        if (last == null || last.bytes().remaining() < bytes) {
            last = spares.isEmpty() ? Segment.batch() : spares.pop();
            filling = last;
            segments.add(last);
        }
        return last.bytes();
    }
}
