package dev.procession.transport.mmap;

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
 * noticed without demand (CH-10). Used by the channel's thread alone.
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
    private @Nullable QueueReader reader;
    private @Nullable ByteBuffer held;
    private long documents;
    private Output told = Output.OPEN;

    Inbound(MmapChannel.Meeting meeting, FrameDecoder decoder, Demand demand, Events events) {
        this.control = meeting.control();
        this.side = meeting.side();
        this.folder = meeting.folder();
        this.parking = meeting.parking();
        this.decoder = decoder;
        this.demand = demand;
        this.events = events;
    }

    /**
     * Does one step of what can be done now.
     *
     * @return false if there is nothing to do until the peer has done something, or demand has come
     * @throws IOException if the peer's next queue cannot be opened
     */
    boolean advance() throws IOException {
        if (told == Output.CLOSED) {
            return false;
        }
        if (held == null) {
            held = decoder.next();
        }
        ByteBuffer frame = held;
        if (frame != null) {
            if (!demand.take()) {
                return false;
            }
            held = null;
            events.frame(frame);
            return true;
        }
        return fill() || follow();
    }

    /** Moves bytes of a document to the decoder. False if there is no document. */
    private boolean fill() throws IOException {
        if (!document.hasRemaining() && !nextDocument()) {
            return false;
        }
        ByteBuffer space = decoder.space();
        int count = Math.min(space.remaining(), document.remaining());
        space.put(space.position(), document, document.position(), count);
        document.position(document.position() + count);
        decoder.filled(count);
        return true;
    }

    private boolean nextDocument() {
        QueueReader open = reader;
        if (open == null) {
            return false;
        }
        document.clear();
        boolean found = open.read(document);
        document.flip();
        documents += found ? 1 : 0;
        return found;
    }

    /** Nothing was found: looks whether more can come here at all. What is read first counts, since documents come before it. */
    private boolean follow() throws IOException {
        boolean gone = parking.peerIsGone();
        Output said = control.output(side.peer());
        long made = control.made(side.peer());
        long written = control.written(side.peer());
        if (nextDocument()) {
            return true;
        }
        control.checkIntact();
        checkNothingIsMissing(written);
        if (made > control.passed(side) + (reader == null ? 0 : 1)) {
            pass();
            return true;
        }
        Output now = gone || said == Output.FINISHED ? Output.CLOSED : said;
        if (now == told) {
            return false;
        }
        end(now);
        return true;
    }

    /** What was counted was there before, in this queue if no other was made by then. */
    private void checkNothingIsMissing(long written) {
        if (written > documents && reader != null && control.made(side.peer()) == control.passed(side) + 1) {
            throw missing(written);
        }
    }

    private ChannelException missing(long written) {
        return new ChannelException(
                ErrorCode.FRAME_CORRUPT,
                "the peer has written " + written + " documents, of which " + documents
                        + " could be read: something else has written to the queues in " + folder,
                null);
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
            release();
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

    /** Unmaps what is open. */
    void release() {
        QueueReader open = reader;
        reader = null;
        if (open != null) {
            open.close();
        }
    }
}
