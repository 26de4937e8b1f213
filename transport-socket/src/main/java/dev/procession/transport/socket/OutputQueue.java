package dev.procession.transport.socket;

import dev.procession.core.frame.FrameBacklog;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.core.frame.FrameMark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written. Any thread may put in; the connection's thread takes out, woken when there is something. An
 * answer, the first that is put in after something was heard from the peer, is written by the thread that puts it in, as far as
 * the socket takes it at once: that saves waking the other. More than that would be a system call for each frame of a stream.
 */
final class OutputQueue {
    /** Pieces up to this size are copied into a batch: cheaper than a write of their own. */
    private static final int COPY_BYTES = 16 << 10;

    private static final int BATCH_BYTES = 64 << 10;

    private final Runnable wake;

    /** Writes without waiting; null if only the connection's thread may. */
    private final @Nullable WritableByteChannel socket;

    /** Whether the peer was heard since the last frame of ours. */
    private volatile boolean heard = true;

    // All that follows is guarded by this object's monitor.
    private final FrameBacklog backlog;
    private boolean hasEnded;
    private boolean awake;

    /** What was begun by somebody else than the connection's thread, and is now its to go on with. */
    private FrameBacklog.@Nullable Run begun;

    /**
     * A queue.
     *
     * @param socket writes at once what it can, and never waits; null if only the writer may write
     * @param wake has the writer take what waits, soon; called by any thread, once until it has taken everything
     */
    OutputQueue(int maxFrameBytes, int maxQueuedBytes, @Nullable WritableByteChannel socket, Runnable wake) {
        backlog = new FrameBacklog(
                new FrameEncoder(maxFrameBytes),
                maxQueuedBytes,
                COPY_BYTES,
                () -> ByteBuffer.allocateDirect(BATCH_BYTES)); // as the socket wants it: no further copy
        this.socket = socket;
        this.wake = wake;
    }

    /** Takes a frame, or refuses it because too much waits. */
    boolean offer(List<ByteBuffer> frame) {
        synchronized (this) {
            boolean isAnswer = heard && backlog.unwrittenBytes() == 0;
            if (!backlog.offer(frame)) {
                return false;
            }
            heard = false;
            if (awake || (isAnswer && backlog.unwrittenBytes() <= COPY_BYTES && writeAtOnce())) {
                return true;
            }
            awake = true;
        }
        wakeUp();
        return true;
    }

    private void wakeUp() {
        boolean woken = false;
        try {
            wake.run();
            woken = true;
        } finally {
            if (!woken) {
                synchronized (this) {
                    awake = false; // no memory for it: the next offer tries again
                }
            }
        }
    }

    /** Writes the batch that was the first to be offered. False if something of it is left. */
    private boolean writeAtOnce() {
        FrameBacklog.Run run = socket == null ? null : backlog.take();
        if (socket == null || run == null) {
            return false;
        }
        ByteBuffer bytes = run.bytes();
        int length = bytes.remaining();
        try {
            socket.write(bytes);
        } catch (IOException e) {
            // The connection's thread meets with the same, and knows what to do.
        }
        backlog.written(length - bytes.remaining());
        if (bytes.hasRemaining()) {
            begun = run;
        } else {
            backlog.recycle(run);
        }
        return begun == null && backlog.isEmpty();
    }

    /** The peer was heard, which is to be told before the listener is. */
    void heard() {
        heard = true;
    }

    /** Lets nothing more in; what waits is still written, and behind it that no frame comes any more. */
    void end() {
        synchronized (this) {
            if (hasEnded) {
                return;
            }
            hasEnded = true;
            backlog.end();
            backlog.mark(FrameMark.OUTPUT_ENDED);
            if (awake) {
                return;
            }
            awake = true;
        }
        wakeUp();
    }

    /** Whether everything has been written that was taken. */
    synchronized boolean isDone() {
        return backlog.unwrittenBytes() == 0;
    }

    /** Lets nothing more in and drops what nobody has begun to write; of a frame that was begun, the rest stays. */
    synchronized void close() {
        hasEnded = true;
        backlog.dropUnbegun();
    }

    /** Lets nothing more in and drops everything: it cannot be written. */
    synchronized void breakOff() {
        hasEnded = true;
        if (begun != null) {
            backlog.written(begun.bytes().remaining());
            begun = null;
        }
        backlog.drop();
    }

    /** Takes the next run of bytes; null if nothing waits, and the next offer wakes the writer. */
    synchronized FrameBacklog.@Nullable Run take() {
        FrameBacklog.Run next = begun != null ? begun : backlog.take();
        begun = null;
        awake = next != null;
        return next;
    }

    /** Says that bytes are out. True if a refused offer is worth another try now: to be told once. */
    synchronized boolean written(int bytes) {
        return backlog.written(bytes);
    }

    /** Gives back a run of which all bytes are out. */
    synchronized void recycle(FrameBacklog.Run run) {
        backlog.recycle(run);
    }
}
