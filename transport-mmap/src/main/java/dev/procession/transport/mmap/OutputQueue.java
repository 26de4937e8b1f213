package dev.procession.transport.mmap;

import dev.procession.core.frame.FrameBacklog;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.transport.mmap.internal.chronicle.Queues;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What waits to be written. Any thread may put in; one at a time takes out. */
final class OutputQueue {
    /** How far the output has come; it only ever moves down this list. */
    enum State {
        /** Frames are taken. */
        OPEN,
        /** No frame is taken any more; those that wait are still written. */
        ENDED,
        /** No more than the rest of a frame that has begun is written. */
        CLOSED,
        /** Nothing more is written. */
        ABANDONED
    }

    /** Pieces up to this size are copied into a batch: cheaper than a document of their own. */
    private static final int COPY_BYTES = 32 << 10;

    private final ReentrantLock lock = new ReentrantLock();

    // All that follows is guarded by the lock.
    private final FrameBacklog backlog;
    private State state = State.OPEN;

    OutputQueue(FrameEncoder encoder, int maxQueuedBytes) {
        backlog =
                new FrameBacklog(encoder, maxQueuedBytes, COPY_BYTES, () -> ByteBuffer.allocate(Queues.CONTENT_BYTES));
    }

    /** Takes a frame, or refuses it because too much waits. */
    boolean offer(List<ByteBuffer> frame) {
        lock.lock();
        try {
            return backlog.offer(frame);
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing more in. */
    void end() {
        lock.lock();
        try {
            backlog.end();
            moveTo(State.ENDED);
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing more in and drops the frames that nobody has begun to write. */
    void close() {
        lock.lock();
        try {
            backlog.dropUnbegun();
            moveTo(State.CLOSED);
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing more in and drops all. */
    void abandon() {
        lock.lock();
        try {
            backlog.drop();
            moveTo(State.ABANDONED);
        } finally {
            lock.unlock();
        }
    }

    private void moveTo(State next) {
        state = state.compareTo(next) < 0 ? next : state;
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
    FrameBacklog.@Nullable Run take() {
        lock.lock();
        try {
            return backlog.take();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing waits to be taken. */
    boolean isEmpty() {
        lock.lock();
        try {
            return backlog.isEmpty();
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
}
