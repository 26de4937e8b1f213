package dev.procession.transport.socket;

import dev.procession.core.frame.FrameBacklog;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.core.frame.FrameMark;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What waits to be written. Any thread may put in; the connection's thread takes out, woken when there is something. */
final class OutputQueue {
    /** Pieces up to this size are copied into a batch: cheaper than a write of their own. */
    private static final int COPY_BYTES = 16 << 10;

    private static final int BATCH_BYTES = 64 << 10;

    private final Runnable wake;

    // All that follows is guarded by this object's monitor.
    private final FrameBacklog backlog;
    private boolean hasEnded;
    private boolean awake;

    /**
     * A queue.
     *
     * @param wake has the writer take what waits, soon; called by any thread, once until it has taken everything
     */
    OutputQueue(int maxFrameBytes, int maxQueuedBytes, Runnable wake) {
        backlog = new FrameBacklog(
                new FrameEncoder(maxFrameBytes),
                maxQueuedBytes,
                COPY_BYTES,
                () -> ByteBuffer.allocateDirect(BATCH_BYTES)); // as the socket wants it: no further copy
        this.wake = wake;
    }

    /** Takes a frame, or refuses it because too much waits. */
    boolean offer(List<ByteBuffer> frame) {
        synchronized (this) {
            if (!backlog.offer(frame)) {
                return false;
            }
            if (awake) {
                return true;
            }
            awake = true;
        }
        wake.run();
        return true;
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
        wake.run();
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
        backlog.drop();
    }

    /** Takes the next run of bytes; null if nothing waits, and the next offer wakes the writer. */
    synchronized FrameBacklog.@Nullable Run take() {
        FrameBacklog.Run next = backlog.take();
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
