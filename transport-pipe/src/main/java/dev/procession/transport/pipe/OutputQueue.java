package dev.procession.transport.pipe;

import dev.procession.core.frame.FrameBacklog;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.core.frame.FrameMark;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written. Any thread may put in; the writer takes out, and sleeps while there is nothing. A small frame that
 * finds nothing waiting, and nothing in the pipe that the peer has not read, is written at once by the thread that puts it in:
 * that saves a switch of threads, and cannot block.
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

    private final FrameEncoder encoder;
    private final Flow flow;

    /** Where to write without the writer; null if that may block. */
    private final @Nullable OutputStream unblocked;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();

    // All that follows is guarded by the lock.
    private final FrameBacklog backlog;
    private final ByteBuffer direct = ByteBuffer.allocate(PipeStreams.UNBLOCKED_BYTES);
    private State state = State.OPEN;

    /** How much the peer was told that was read. */
    private long said;

    OutputQueue(FrameEncoder encoder, int maxQueuedBytes, Flow flow, @Nullable OutputStream unblocked) {
        this.encoder = encoder;
        this.flow = flow;
        this.unblocked = unblocked;
        backlog = new FrameBacklog(
                encoder, maxQueuedBytes, COPY_BYTES, () -> ByteBuffer.allocate(PipeStreams.TRANSFER_BYTES));
        flow.sends(FrameEncoder.HEADER_BYTES); // FrameMark.OPENED, with which the writer begins
    }

    /** Takes a frame, or refuses it because too much waits. */
    boolean offer(List<ByteBuffer> frame) {
        lock.lock();
        try {
            if (writeAtOnce(frame)) {
                return true;
            }
            long read = flow.readHere();
            boolean taken = read == said ? backlog.offer(frame) : backlog.offer(frame, read);
            if (taken) {
                said = read;
                work.signal();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private boolean writeAtOnce(List<ByteBuffer> frame) {
        if (unblocked == null || state != State.OPEN || !backlog.isEmpty() || !flow.isAllRead()) {
            return false;
        }
        int length = encoder.length(frame);
        if (length > direct.capacity() - FrameEncoder.READ_BYTES - FrameEncoder.HEADER_BYTES) {
            return false;
        }
        said = flow.readHere();
        encoder.putRead(direct.clear(), said);
        encoder.putHeader(direct, length);
        for (ByteBuffer piece : frame) {
            direct.put(direct.position(), piece, piece.position(), piece.remaining());
            direct.position(direct.position() + piece.remaining());
        }
        flow.sends(direct.position());
        try {
            unblocked.write(direct.array(), 0, direct.position());
            unblocked.flush();
        } catch (IOException e) {
            fail(); // the peer is gone, which the reader finds out
        }
        return true;
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
            fail();
        } finally {
            lock.unlock();
        }
    }

    private void fail() {
        if (moveTo(State.BROKEN)) {
            backlog.drop();
            work.signal();
        }
    }

    /** Waits for something to write; null once nothing will come any more. */
    FrameBacklog.@Nullable Run take() {
        lock.lock();
        try {
            while (backlog.isEmpty() && state.compareTo(State.CLOSED) < 0) {
                work.awaitUninterruptibly();
            }
            FrameBacklog.Run run = backlog.take();
            flow.sends(run == null ? 0 : run.bytes().remaining());
            return run;
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
