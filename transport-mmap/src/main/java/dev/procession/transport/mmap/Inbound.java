package dev.procession.transport.mmap;

import dev.procession.core.channel.ByteRing;
import dev.procession.core.channel.Demand;
import dev.procession.core.channel.Parking;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.frame.FrameDecoder;
import dev.procession.transport.mmap.ControlFile.Output;
import dev.procession.transport.mmap.ControlFile.Side;
import dev.procession.transport.mmap.internal.chronicle.QueueFolder;
import dev.procession.transport.mmap.internal.chronicle.QueueReader;
import dev.procession.transport.mmap.internal.chronicle.Queues;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One end's input: reads documents, delivers the frames in them as far as there is demand, follows the peer from queue to
 * queue and removes those that it has passed, unless they are kept. Without demand it reads ahead until it holds one whole frame, so that the end is
 * noticed without demand (CH-10). Used by who is at turn; what touches files, as the way to the next queue, by the channel's
 * thread alone.
 */
final class Inbound {
    /** What is found. */
    interface Events {
        /** A frame, covered by demand. */
        void frame(ByteBuffer frame);

        /** No frame comes after this; the peer still reads. */
        void outputEnded();

        /** No frame comes after this, and the peer reads nothing more. */
        void closed();
    }

    private final ControlFile control;
    private final Side side;
    private final Path folder;
    private final Parking parking;
    private final FrameDecoder decoder;
    private final Demand demand;
    private final Events events;
    private final ByteBuffer document =
            ByteBuffer.allocate(Queues.DOCUMENT_BYTES).limit(0);
    private final @Nullable Segment segment;
    private final ByteRing.@Nullable Reader ring;

    /** Whether nobody has looked yet what the document is. */
    private boolean unopened;

    /** Bytes that come next and stand in the ring. */
    private int inRing;

    private @Nullable QueueReader reader;
    private @Nullable ByteBuffer held;
    private long documents;
    private Output told = Output.OPEN;

    /** Whether the next queue is to be opened. */
    private volatile boolean passDue;

    Inbound(MmapChannel.Meeting meeting, FrameDecoder decoder, Demand demand, Events events) {
        this.control = meeting.files().control();
        this.side = meeting.side();
        this.folder = meeting.files().folder();
        this.parking = meeting.parking();
        this.segment = meeting.files().segment();
        this.ring = segment == null ? null : segment.ring(side.peer()).reader();
        this.decoder = decoder;
        this.demand = demand;
        this.events = events;
    }

    /**
     * Does one step of what can be done now.
     *
     * @param mayTouchFiles whether that may be the way to the next queue
     * @return false if there is nothing to do until the peer has done something, or demand has come, or {@link #isPassDue}
     * @throws IOException if the peer's next queue cannot be opened
     */
    boolean advance(boolean mayTouchFiles) throws IOException {
        if (told == Output.CLOSED) {
            return false;
        }
        ByteBuffer frame = hold();
        if (frame != null) {
            if (!demand.take()) {
                return false;
            }
            held = null;
            events.frame(frame);
            return true;
        }
        return fill() || follow(mayTouchFiles);
    }

    /** Whether {@link #advance} would do anything. */
    boolean isReady() {
        if (told == Output.CLOSED) {
            return false;
        }
        if (hold() != null) {
            return !demand.isEmpty();
        }
        return passDue || isAnythingHere() || isQueueLeft() || now() != told;
    }

    /** Whether the peer is there and reads. */
    boolean isRead() {
        return now() != Output.CLOSED;
    }

    /** Whether the next step is to touch files. */
    boolean isPassDue() {
        return passDue;
    }

    private @Nullable ByteBuffer hold() {
        if (held == null) {
            held = decoder.next();
        }
        return held;
    }

    /** Moves bytes to the decoder. False if there are none. */
    private boolean fill() {
        if (!isAnythingHere()) {
            return false;
        }
        if (unopened) {
            open(document.remaining() == 0 ? Queues.HEAD : document.get(0));
            unopened = false;
        }
        ByteBuffer space = decoder.space();
        int count = inRing > 0 ? fromRing(space) : fromDocument(space);
        decoder.filled(count);
        return true;
    }

    private boolean isAnythingHere() {
        return inRing > 0 || unopened || document.hasRemaining() || nextDocument();
    }

    private int fromDocument(ByteBuffer space) {
        int count = Math.min(space.remaining(), document.remaining());
        space.put(space.position(), document, document.position(), count);
        document.position(document.position() + count);
        return count;
    }

    /** What the queue says that it is there is there: it was said afterwards. */
    private int fromRing(ByteBuffer space) {
        ByteRing.Reader open = ring;
        int count = open == null ? 0 : open.read(space.limit(Math.min(space.limit(), space.position() + inRing)));
        if (open == null || count == 0) {
            throw corrupt("the peer has put " + inRing + " bytes more into the segment than could be read there");
        }
        inRing -= count;
        if (open.isRoomWanted()) {
            parking.wakePeer();
        }
        return count;
    }

    /** Reads the next document, if it is there. */
    private boolean nextDocument() {
        QueueReader open = reader;
        if (open == null) {
            return false;
        }
        document.clear();
        boolean found = open.read(document);
        document.flip();
        if (found) {
            documents++;
            unopened = true;
        }
        return found;
    }

    private void open(byte kind) {
        int content = document.limit() - 1;
        int told = kind == Queues.ELSEWHERE && content == Integer.BYTES ? document.getInt(1) : 0;
        boolean known = kind == Queues.ELSEWHERE ? told > 0 && told <= Segment.RING_BYTES : kind == Queues.BYTES;
        if (!known || content <= 0) {
            throw corrupt("document " + documents + " is of kind " + kind + " and has " + content + " bytes");
        }
        inRing = told;
        document.position(kind == Queues.ELSEWHERE ? document.limit() : 1);
    }

    /** Nothing was found: looks whether more can come here at all. What is read first counts, since documents come before it. */
    private boolean follow(boolean mayTouchFiles) throws IOException {
        Output now = now();
        boolean more = isQueueLeft();
        long written = control.written(side.peer());
        if (nextDocument()) {
            return true;
        }
        control.checkIntact();
        checkNothingIsMissing(written);
        if (more) {
            passDue = !mayTouchFiles;
            if (mayTouchFiles) {
                pass();
            }
            return mayTouchFiles;
        }
        if (now == told) {
            return false;
        }
        end(now);
        return true;
    }

    /** What the peer has said, or its end says. */
    private Output now() {
        boolean gone = parking.peerIsGone();
        Output said = control.output(side.peer());
        return gone || said == Output.FINISHED ? Output.CLOSED : said;
    }

    /** Whether the peer has made a queue behind the one that is open. */
    private boolean isQueueLeft() {
        return control.made(side.peer()) > control.passed(side) + (reader == null ? 0 : 1);
    }

    /** What was counted was there before, in this queue if no other was made by then. */
    private void checkNothingIsMissing(long written) {
        if (written > documents && reader != null && control.made(side.peer()) == control.passed(side) + 1) {
            throw missing(written);
        }
    }

    private ChannelException missing(long written) {
        return corrupt("the peer has written " + written + " documents, of which " + documents + " could be read");
    }

    private ChannelException corrupt(String what) {
        return new ChannelException(
                ErrorCode.FRAME_CORRUPT, what + ": something else has written to the queues in " + folder, null);
    }

    private void end(Output now) {
        if (decoder.insideFrame()) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED, "the peer is gone, and what it sent ends inside a frame", null);
        }
        told = now;
        if (now == Output.CLOSED) {
            events.closed();
            finish();
        } else {
            events.outputEnded();
        }
    }

    /** From one queue to the next. */
    private void pass() throws IOException {
        if (reader != null) {
            closeReader();
            long passed = control.passed(side) + 1;
            if (!control.isKeeping()) {
                QueueFolder.remove(ChannelFolder.queue(folder, side.peer(), passed));
            }
            control.passed(side, passed);
            parking.wakePeer();
        }
        Path place = ChannelFolder.queue(folder, side.peer(), control.passed(side) + 1);
        try {
            QueueReader next = QueueReader.open(place);
            reader = next;
            if (next.before() != documents) {
                throw missing(next.before());
            }
        } catch (IOException e) {
            if (control.output(side.peer()).compareTo(Output.CLOSED) >= 0 || parking.peerIsGone()) {
                end(Output.CLOSED); // Its folder goes with the channel.
            } else {
                throw new ChannelException(
                        ErrorCode.CHANNEL_CLOSED,
                        ChannelFolder.whyNot(folder, "cannot open the peer's queue " + place, e),
                        e);
            }
        }
    }

    /** Says that this end touches no file any more; it has to be true. */
    void finish() {
        if (control.say(side, Output.FINISHED)) {
            parking.wakePeer();
        }
    }

    /** Waits until the peer touches no file any more, or is gone, but not for long. */
    void awaitPeer(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        long left = patience.toNanos();
        while (left > 0 && !parking.peerIsGone() && control.output(side.peer()) != Output.FINISHED) {
            parking.announce();
            if (control.output(side.peer()) == Output.FINISHED) {
                parking.leave();
            } else {
                parking.sleepAtMost(Duration.ofNanos(left));
            }
            left = deadline - System.nanoTime();
        }
    }

    /** Unmaps what is open; nothing is read after this. */
    void release() {
        told = Output.CLOSED;
        closeReader();
        if (segment != null) {
            segment.release();
        }
    }

    private void closeReader() {
        QueueReader open = reader;
        reader = null;
        if (open != null) {
            open.close();
        }
    }
}
