package dev.procession.transport.pipe;

import dev.procession.core.frame.FrameBacklog;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.core.frame.FrameMark;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What waits to be written. Any thread may put in; the writer takes out, and sleeps while there is nothing. */
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

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();

    // All that follows is guarded by the lock.
    private final FrameBacklog backlog;
    private State state = State.OPEN;

    OutputQueue(FrameEncoder encoder, int maxQueuedBytes) {
        backlog = new FrameBacklog(
                encoder, maxQueuedBytes, COPY_BYTES, () -> ByteBuffer.allocate(PipeStreams.TRANSFER_BYTES));
    }

    /** Takes a frame, or refuses it because too much waits. */
    boolean offer(List<ByteBuffer> frame) {
        lock.lock();
        try {
            boolean taken = backlog.offer(frame);
            if (taken) {
                work.signal();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing more in; what waits is still written. */
    void end() {
        lock.lock();
        try {
            if (moveTo(State.ENDED)) {
                backlog.end();
                backlog.mark(FrameMark.OUTPUT_ENDED);
                work.signal();
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
                backlog.dropUnbegun();
                backlog.mark(FrameMark.CLOSED);
                work.signal();
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
                backlog.drop();
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to write; null once nothing will come any more. */
    FrameBacklog.@Nullable Run take() {
        lock.lock();
        try {
            while (backlog.isEmpty() && state.compareTo(State.CLOSED) < 0) {
                work.awaitUninterruptibly();
            }
            return backlog.take();
        } finally {
            lock.unlock();
        }
    }

    /** Says that a run has been written. True if a refused offer is worth another try now: to be told once. */
    boolean written(FrameBacklog.Run run, int bytes) {
        lock.lock();
        try {
            backlog.recycle(run);
            return backlog.written(bytes);
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
}
