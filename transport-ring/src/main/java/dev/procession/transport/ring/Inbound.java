package dev.procession.transport.ring;

import dev.procession.core.channel.ByteRing;
import dev.procession.core.channel.Demand;
import dev.procession.core.channel.Parking;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.frame.FrameDecoder;
import dev.procession.transport.ring.RingFile.Output;
import dev.procession.transport.ring.RingFile.Side;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One end's input: reads the ring and delivers the frames in it as far as there is demand. Without demand it reads ahead until
 * it holds one whole frame, so that the end is noticed without demand (CH-10). Used by who is at turn.
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

    private final RingFile file;
    private final Side peer;
    private final ByteRing.Reader reader;
    private final Parking parking;
    private final FrameDecoder decoder;
    private final Demand demand;
    private final Events events;
    private @Nullable ByteBuffer held;
    private Output told = Output.OPEN;

    Inbound(RingChannel.Meeting meeting, FrameDecoder decoder, Demand demand, Events events) {
        this.file = meeting.file();
        this.peer = meeting.side().peer();
        this.reader = file.ring(peer).reader();
        this.parking = meeting.parking();
        this.decoder = decoder;
        this.demand = demand;
        this.events = events;
    }

    /**
     * Does one step of what can be done now.
     *
     * @return false if there is nothing to do until the peer has done something, or demand has come
     */
    boolean advance() {
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
        return fill() || follow();
    }

    /** Whether {@link #advance} would do anything. */
    boolean isReady() {
        if (told == Output.CLOSED) {
            return false;
        }
        return hold() != null ? !demand.isEmpty() : !reader.isEmpty() || saidByPeer() != told;
    }

    /** Whether the peer is there and reads. */
    boolean isRead() {
        return saidByPeer() != Output.CLOSED;
    }

    private @Nullable ByteBuffer hold() {
        if (held == null) {
            held = decoder.next();
        }
        return held;
    }

    private boolean fill() {
        int bytes = reader.read(decoder.space());
        if (bytes == 0) {
            return false;
        }
        decoder.filled(bytes);
        if (reader.isRoomWanted()) {
            parking.wakePeer();
        }
        return true;
    }

    /** Nothing was found: looks whether more can come at all. What was written counts first, since it came before. */
    private boolean follow() {
        Output said = saidByPeer();
        if (fill()) {
            return true;
        }
        file.checkIntact();
        if (said == told) {
            return false;
        }
        if (decoder.insideFrame()) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED, "the peer is gone, and what it sent ends inside a frame", null);
        }
        told = said;
        if (said == Output.CLOSED) {
            events.closed();
        } else {
            events.outputEnded();
        }
        return true;
    }

    private Output saidByPeer() {
        return parking.peerIsGone() ? Output.CLOSED : file.output(peer);
    }
}
