package dev.procession.transport.mmap;

import dev.procession.core.channel.ByteRing;
import dev.procession.core.channel.Parking;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.frame.FrameBacklog;
import dev.procession.transport.mmap.ControlFile.Output;
import dev.procession.transport.mmap.ControlFile.Side;
import dev.procession.transport.mmap.OutputQueue.State;
import dev.procession.transport.mmap.internal.chronicle.QueueWriter;
import dev.procession.transport.mmap.internal.chronicle.Queues;
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
 *
 * <p>Pieces that no document holds go through the segment, where there is one, as it has room, and the queue says how many bytes
 * are there. A frame that a close has cut off goes into documents for the rest.
 */
final class Outbound {
    /** How many queues of one direction may be on disk at once. */
    static final int MOST_QUEUES = 3;

    private final OutputQueue waiting;
    private final ControlFile control;
    private final Side side;
    private final Path folder;
    private final Parking parking;
    private final @Nullable Segment segment;
    private final @Nullable ByteRing ring;

    /** How many calls of {@link #write} have not been served. */
    private final AtomicInteger calls = new AtomicInteger();

    private final AtomicBoolean writableDue = new AtomicBoolean();
    private volatile boolean needsQueue;

    /** Whether a piece waits for room in the ring. */
    private volatile boolean stuck;

    private volatile boolean releaseDue;
    private volatile @Nullable Throwable broken;

    // Owned by the thread that writes.
    private final ByteRing.@Nullable Writer ringWriter;
    private final ByteBuffer mark = ByteBuffer.allocate(Integer.BYTES);
    private @Nullable QueueWriter writer;
    private FrameBacklog.@Nullable Run current;
    private int currentBytes;
    private long documents;
    private boolean released;

    Outbound(OutputQueue waiting, MmapChannel.Meeting meeting) {
        this.waiting = waiting;
        this.control = meeting.files().control();
        this.side = meeting.side();
        this.folder = meeting.files().folder();
        this.parking = meeting.parking();
        this.segment = meeting.files().segment();
        this.ring = segment == null ? null : segment.ring(side);
        this.ringWriter = ring == null ? null : ring.writer();
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

    /** Drops what waits, but for the rest of a frame that has begun; after that, says that this end reads and writes no more. */
    void close() {
        waiting.close();
        write();
    }

    /** Drops all that waits, as nobody reads it, and says that this end reads and writes no more. */
    void abandon() {
        waiting.abandon();
        write();
    }

    /** Whether a frame that has begun is not written to its end. */
    boolean isUnfinished() {
        return stuck || needsQueue || calls.get() != 0;
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

    /** Whether a queue is to be made: by {@link #makeQueue}, on the channel's thread. */
    boolean isQueueDue() {
        return needsQueue && mayMakeQueue();
    }

    /** Makes the queue that is needed, and writes. False if none is. */
    boolean makeQueue() {
        if (!isQueueDue()) {
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

    /** For who is at turn: goes on with what waited for room. False if there is none. */
    boolean advance() {
        if (!isRoomMade()) {
            return false;
        }
        write();
        return true;
    }

    /** Whether who is at turn has something to do here: to tell, to make a queue, or to go on since there is room. */
    boolean isReady() {
        return writableDue.get() || broken != null || isQueueDue() || isRoomMade();
    }

    private boolean isRoomMade() {
        return stuck && ring != null && ring.isHalfFree();
    }

    /** For the channel's thread, at its end: unmaps. */
    void release() {
        waiting.abandon();
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
            if (releaseDue && !released) {
                unmap();
            }
            left = calls.addAndGet(-left);
        }
        if (isQueueDue() || writableDue.get() || broken != null) {
            parking.nudge();
        }
    }

    private void unmap() {
        released = true;
        try {
            closeWriter();
        } finally {
            if (segment != null) {
                segment.release();
            }
        }
    }

    private void fail(Throwable cause) {
        if (broken == null) {
            broken = cause;
            waiting.abandon();
            current = null;
        }
    }

    private void writeWaiting() {
        boolean progress = false;
        stuck = false;
        needsQueue = false;
        while (hasCurrent() && hasRoom() && writeSome()) {
            progress = true;
        }
        progress |= sayHowFar();
        if (progress) {
            control.checkIntact();
            parking.wakePeer();
        }
    }

    /** A run to write: the one begun or the next. */
    private boolean hasCurrent() {
        if (waiting.state() == State.ABANDONED) {
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

    /** False if nothing could be written before there is room in the ring. */
    private boolean writeSome() {
        FrameBacklog.Run run = current;
        QueueWriter open = writer;
        if (run == null || open == null) {
            return false;
        }
        ByteBuffer bytes = run.bytes();
        ByteRing.Writer free = ringWriter;
        if (free == null || bytes.remaining() <= Queues.CONTENT_BYTES) {
            append(open, Queues.BYTES, bytes);
        } else if (!writeLarge(open, free, bytes)) {
            return false;
        }
        if (!bytes.hasRemaining()) {
            current = null;
            if (waiting.written(run, currentBytes)) {
                writableDue.set(true);
            }
        }
        return true;
    }

    private boolean writeLarge(QueueWriter open, ByteRing.Writer free, ByteBuffer bytes) {
        int inRing = free.write(bytes);
        if (inRing > 0) {
            append(open, Queues.ELSEWHERE, mark.clear().putInt(0, inRing));
        } else if (waiting.state() == State.CLOSED) {
            append(open, Queues.BYTES, bytes);
        } else {
            stuck = true; // Before it is asked for: it may be there, and told, at once.
            stuck = !free.askForRoom();
            return !stuck;
        }
        return true;
    }

    private void append(QueueWriter open, byte kind, ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            open.append(kind, bytes);
            control.written(side, ++documents);
        }
    }

    /** Tells the peer of the end, if it has come. */
    private boolean sayHowFar() {
        State state = waiting.state();
        if (state == State.ABANDONED) {
            return control.say(side, Output.CLOSED);
        }
        boolean drained = state != State.OPEN && current == null && waiting.isEmpty();
        return drained && control.say(side, state == State.ENDED ? Output.ENDED : Output.CLOSED);
    }

    /** Whether the peer has passed enough queues. */
    private boolean mayMakeQueue() {
        return control.made(side) - control.passed(side.peer()) < MOST_QUEUES;
    }

    private void nextQueue() throws IOException {
        if (waiting.state() == State.ABANDONED || !mayMakeQueue()) {
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
