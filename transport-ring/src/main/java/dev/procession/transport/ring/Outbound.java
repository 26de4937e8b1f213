package dev.procession.transport.ring;

import dev.procession.core.channel.ByteRing;
import dev.procession.core.channel.Parking;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.frame.FrameBacklog;
import dev.procession.transport.ring.RingFile.Output;
import dev.procession.transport.ring.RingFile.Side;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One end's output: what waits, and the ring that it is written to. Whoever offers writes, as far as there is room; what is
 * left is written by who is at turn, when the peer has made room. Thread-safe; nothing here blocks.
 */
final class Outbound {
    private final RingFile file;
    private final Side side;
    private final Parking parking;

    private final ByteRing ring;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final ByteRing.Writer writer;
    private final FrameBacklog backlog;
    private FrameBacklog.@Nullable Run current;
    private int currentBytes;
    private Output said = Output.OPEN;
    private Output toSay = Output.OPEN;
    private boolean released;

    /** Whether something waits for room. */
    private volatile boolean stuck;

    private final AtomicBoolean writableDue = new AtomicBoolean();
    private volatile @Nullable Throwable broken;

    Outbound(FrameBacklog backlog, RingChannel.Meeting meeting) {
        this.backlog = backlog;
        this.file = meeting.file();
        this.side = meeting.side();
        this.parking = meeting.parking();
        this.ring = file.ring(side);
        this.writer = ring.writer();
    }

    /** Takes a frame, or refuses it because too much waits. */
    boolean offer(List<ByteBuffer> frame) {
        lock.lock();
        try {
            boolean taken = backlog.offer(frame);
            if (taken) {
                write();
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
            backlog.end();
            sayAtItsEnd(Output.ENDED);
        } finally {
            lock.unlock();
        }
    }

    /** Drops what waits, but for the rest of a frame that has begun; after that, says that this end reads and writes no more. */
    void close() {
        lock.lock();
        try {
            backlog.dropUnbegun();
            sayAtItsEnd(Output.CLOSED);
        } finally {
            lock.unlock();
        }
    }

    /** Drops all that waits, as nobody reads it, and says that this end reads and writes no more. */
    void abandon() {
        lock.lock();
        try {
            drop();
            sayAtItsEnd(Output.CLOSED);
        } finally {
            lock.unlock();
        }
    }

    /** Touches the memory no more once this has returned. */
    void release() {
        lock.lock();
        try {
            drop();
            sayAtItsEnd(Output.CLOSED);
            released = true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether something waits for room that the peer has to make. */
    boolean isStuck() {
        return stuck;
    }

    /** For who is at turn: writes what waits for room. True if some was written. */
    boolean advance() {
        if (!stuck) {
            return false;
        }
        lock.lock();
        try {
            return write();
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@code writable} is to be told now: true once for each time. */
    boolean takeWritable() {
        return writableDue.get() && writableDue.compareAndSet(true, false);
    }

    /** Whether who is at turn has something to do here: to tell, or to write since the peer has made room. */
    boolean isReady() {
        return isToBeTold() || isRoomMade();
    }

    private boolean isToBeTold() {
        return writableDue.get() || broken != null;
    }

    private boolean isRoomMade() {
        return stuck && ring.isHalfFree();
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

    private boolean write() {
        boolean progress = false;
        if (!released && broken == null) {
            try {
                progress = writeWaiting();
                say();
            } catch (RuntimeException | Error e) {
                broken = e;
                drop();
            }
        }
        if (isToBeTold()) {
            parking.nudge();
        }
        return progress;
    }

    private boolean writeWaiting() {
        boolean progress = false;
        stuck = false;
        while (!stuck && begin()) {
            if (writeSome() > 0) {
                progress = true;
            } else {
                stuck = true; // Before it is asked for: it may be there, and told, at once.
                stuck = !writer.askForRoom();
            }
        }
        if (progress) {
            file.checkIntact();
            parking.wakePeer();
        }
        return progress;
    }

    /** A run to write: the one begun or the next. */
    private boolean begin() {
        if (current == null) {
            FrameBacklog.Run next = backlog.take();
            current = next;
            currentBytes = next == null ? 0 : next.bytes().remaining();
        }
        return current != null;
    }

    private int writeSome() {
        FrameBacklog.Run run = current;
        if (run == null) {
            return 0;
        }
        int bytes = writer.write(run.bytes());
        if (!run.bytes().hasRemaining()) {
            current = null;
            backlog.recycle(run);
            if (backlog.written(currentBytes)) {
                writableDue.set(true);
            }
        }
        return bytes;
    }

    private void drop() {
        backlog.drop();
        current = null;
        stuck = false;
    }

    private void sayAtItsEnd(Output what) {
        toSay = what;
        boolean unused = write();
    }

    /** Tells the peer of the end, once everything before it is written. */
    private void say() {
        if (current == null && backlog.isEmpty() && toSay.compareTo(said) > 0) {
            said = toSay;
            file.say(side, said);
            parking.wakePeer();
        }
    }
}
