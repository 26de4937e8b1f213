package dev.procession.transport.mmap;

import dev.procession.core.channel.Parking;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.frame.FrameBacklog;
import dev.procession.transport.mmap.ControlFile.Output;
import dev.procession.transport.mmap.ControlFile.Side;
import dev.procession.transport.mmap.internal.chronicle.QueueWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One end's output: what waits, and the queue that it is written to. Whoever offers writes at once, unless another thread is
 * at it, which then writes this, too. What touches files is left to the channel's thread, which is nudged for it.
 */
final class Outbound {
    /** How many queues of one direction may be on disk at once. */
    static final int MOST_QUEUES = 3;

    private final OutputQueue waiting;
    private final ControlFile control;
    private final Side side;
    private final Path folder;
    private final Parking parking;

    /** How many calls of {@link #write} have not been served. */
    private final AtomicInteger calls = new AtomicInteger();

    private final AtomicBoolean writableDue = new AtomicBoolean();
    private volatile boolean needsQueue;
    private volatile boolean releaseDue;
    private volatile @Nullable Throwable broken;

    // Owned by the thread that writes.
    private @Nullable QueueWriter writer;
    private FrameBacklog.@Nullable Run current;
    private int currentBytes;
    private long documents;

    Outbound(OutputQueue waiting, MmapChannel.Meeting meeting) {
        this.waiting = waiting;
        this.control = meeting.control();
        this.side = meeting.side();
        this.folder = meeting.folder();
        this.parking = meeting.parking();
    }

    boolean offer(List<ByteBuffer> frame) {
        boolean taken = waiting.offer(frame);
        if (taken) {
            write();
        }
        return taken;
    }

    void end() {
        waiting.end();
        write();
    }

    /** Drops what waits and says that this end reads and writes no more. */
    void close() {
        waiting.close();
        write();
    }

    /**
     * Nothing, unless writing has failed.
     *
     * @throws ChannelException if it has: what went wrong
     */
    void throwIfBroken() {
        Throwable cause = broken;
        if (cause instanceof ChannelException known) {
            throw known;
        }
        if (cause != null) {
            throw new ChannelException(ErrorCode.CHANNEL_CLOSED, "writing to the peer failed: " + cause, cause);
        }
    }

    /** Whether {@code writable} is to be told now: true once for each time. */
    boolean takeWritable() {
        return writableDue.compareAndSet(true, false);
    }

    /** For the channel's thread: makes a queue if one is needed and allowed, and writes. True if anything was done. */
    boolean advance() {
        if (!needsQueue || !mayMakeQueue()) {
            return false;
        }
        if (calls.getAndIncrement() != 0) {
            return true; // The writer at work will nudge us once more.
        }
        try {
            if (needsQueue) {
                nextQueue();
            }
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        }
        serve(1);
        return true;
    }

    /** For the channel's thread, at its end: unmaps. */
    void release() {
        waiting.close();
        releaseDue = true;
        write();
    }

    private void write() {
        if (calls.getAndIncrement() == 0) {
            serve(1);
        }
    }

    private void serve(int served) {
        int left = served;
        while (left != 0) {
            try {
                writeWaiting();
            } catch (RuntimeException | Error e) {
                fail(e);
            }
            left = calls.addAndGet(-left);
        }
        if ((needsQueue && mayMakeQueue()) || writableDue.get() || broken != null) {
            parking.nudge();
        }
    }

    private void fail(Throwable cause) {
        if (broken == null) {
            broken = cause;
            waiting.close();
            current = null;
        }
    }

    private void writeWaiting() {
        boolean progress = false;
        while (hasCurrent() && hasRoom()) {
            progress = true;
            writeSome();
        }
        progress |= sayHowFar();
        if (progress) {
            control.checkIntact();
            parking.wakePeer();
        }
        if (releaseDue) {
            closeWriter();
        }
    }

    /** A run to write: the one begun or the next. */
    private boolean hasCurrent() {
        if (waiting.state() == OutputQueue.State.CLOSED) {
            current = null;
            return false;
        }
        if (current == null) {
            FrameBacklog.Run next = waiting.take();
            if (next != null) {
                current = next;
                currentBytes = next.bytes().remaining();
            }
        }
        return current != null;
    }

    private boolean hasRoom() {
        QueueWriter open = writer;
        needsQueue = open == null || open.isFull();
        return !needsQueue;
    }

    private void writeSome() {
        FrameBacklog.Run run = current;
        QueueWriter open = writer;
        if (run == null || open == null) {
            return;
        }
        if (run.bytes().hasRemaining()) {
            open.append(run.bytes());
            control.written(side, ++documents);
        }
        if (!run.bytes().hasRemaining()) {
            current = null;
            if (waiting.written(run, currentBytes)) {
                writableDue.set(true);
            }
        }
    }

    /** Tells the peer of the end, if it has come. */
    private boolean sayHowFar() {
        OutputQueue.State state = waiting.state();
        if (state == OutputQueue.State.CLOSED) {
            return control.say(side, Output.CLOSED);
        }
        boolean drained = current == null && waiting.isEmpty();
        return state == OutputQueue.State.ENDED && drained && control.say(side, Output.ENDED);
    }

    /** Whether the peer has passed enough queues. */
    private boolean mayMakeQueue() {
        return control.made(side) - control.passed(side.peer()) < MOST_QUEUES;
    }

    private void nextQueue() throws IOException {
        if (waiting.state() == OutputQueue.State.CLOSED || !mayMakeQueue()) {
            return;
        }
        closeWriter();
        long number = control.made(side) + 1;
        writer = create(number);
        needsQueue = false;
        control.made(side, number);
    }

    private QueueWriter create(long number) throws IOException {
        Path place = ChannelFolder.queue(folder, side, number);
        try {
            return QueueWriter.create(place, documents);
        } catch (IOException e) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED, ChannelFolder.whyNot(folder, "cannot make the queue " + place, e), e);
        }
    }

    private void closeWriter() {
        QueueWriter open = writer;
        writer = null;
        if (open != null) {
            open.close();
        }
    }
}
