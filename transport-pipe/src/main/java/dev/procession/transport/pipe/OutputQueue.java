package dev.procession.transport.pipe;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.core.frame.FrameMark;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written: small frames laid out in batches already, large pieces as they were given, in the order of
 * the offers. Any thread may put in; the writer takes out everything at once.
 */
final class OutputQueue {
    /** How far the output has come; it only ever moves down this list. */
    private enum State {
        /** Frames are taken. */
        OPEN,
        /** {@link FrameMark#OUTPUT_ENDED} was queued: no frame comes after it. */
        ENDED,
        /** {@link FrameMark#CLOSED} was queued: nothing comes after it. */
        CLOSED,
        /** Nothing can be written any more. */
        BROKEN
    }

    /** Pieces up to this size are copied into a batch: cheaper than a write of their own. */
    private static final int COPY_BYTES = 32 << 10;

    /** Batches that are kept for use again: one is filled while the other is written. */
    private static final int SPARE_BATCHES = 2;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final FrameEncoder encoder;
    private final int maxQueuedBytes;

    // All that follows is guarded by the lock.
    private final Deque<Segment> spares = new ArrayDeque<>();
    private Deque<Segment> segments = new ArrayDeque<>();
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
            work.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing more in; what waits is still written. */
    void end() {
        lock.lock();
        try {
            if (moveTo(State.ENDED)) {
                append(FrameMark.OUTPUT_ENDED);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Drops what nobody has begun to write, and says farewell. */
    void close() {
        lock.lock();
        try {
            if (moveTo(State.CLOSED)) {
                dropAll();
                append(FrameMark.CLOSED);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Drops everything: it cannot be written. */
    void breakOff() {
        lock.lock();
        try {
            if (moveTo(State.BROKEN)) {
                dropAll();
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to write and takes all of it; null once nothing will come any more. */
    @Nullable
    Deque<Segment> takeAll() {
        lock.lock();
        try {
            while (segments.isEmpty() && state.compareTo(State.CLOSED) < 0) {
                work.awaitUninterruptibly();
            }
            if (segments.isEmpty()) {
                return null;
            }
            Deque<Segment> taken = segments;
            segments = new ArrayDeque<>();
            filling = null;
            return taken;
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
    private boolean moveTo(State next) {
        if (next.compareTo(state) <= 0) {
            return false;
        }
        state = next;
        return true;
    }

    private void append(FrameMark mark) {
        encoder.putMark(room(FrameEncoder.HEADER_BYTES), mark);
        waitingBytes += FrameEncoder.HEADER_BYTES;
        work.signal();
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

    private void dropAll() {
        segments.clear();
        filling = null;
    }
}
