package dev.procession.transport.pipe;

import dev.procession.core.channel.Demand;
import dev.procession.core.channel.OnceThereIsMemory;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.frame.FrameDecoder;
import dev.procession.core.frame.FrameMark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads, and delivers as far as there is demand, until the stream ends or the channel is stopped; then closes the stream.
 * Without demand it reads ahead until it holds one whole frame, so that the end is noticed without demand (CH-10) and at
 * most one frame is kept.
 */
final class PipeReader implements Runnable {
    /** What the reader finds; called on its thread. */
    interface Events {
        /** The peer has spoken. */
        void opened();

        /** A frame, covered by demand. */
        void frame(ByteBuffer frame);

        /** No frame comes after this. */
        void outputEnded();

        /** The peer is gone, or neither reads nor writes any more. */
        void closed();

        /** The stream is of no more use. */
        void failed(ChannelException cause);
    }

    private final ReadableByteChannel in;
    private final FrameDecoder decoder;
    private final Demand demand;
    private final Flow flow;
    private final Events events;

    /** Tells {@link #events} of a failure; from before, for there may be no memory to make it then. */
    private final Consumer<ChannelException> failing;

    private @Nullable ByteBuffer held;
    private boolean opened;
    private volatile boolean stopped;

    PipeReader(ReadableByteChannel in, int maxFrameBytes, Demand demand, Flow flow, Events events) {
        this.in = in;
        this.decoder = new FrameDecoder(maxFrameBytes, FrameMark.values());
        this.demand = demand;
        this.flow = flow;
        this.events = events;
        failing = events::failed;
    }

    /** Ends the reader at its next step; it has to be unparked, and a blocked read ended by other means. */
    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try {
            boolean more = true;
            while (more && !stopped) {
                more = deliver() && fill();
            }
        } catch (ChannelException e) {
            fail(e);
        } catch (IOException e) {
            fail(new ChannelException(ErrorCode.CHANNEL_CLOSED, "reading from the peer failed: " + e, e));
        } catch (OutOfMemoryError e) {
            fail(ChannelException.noMemory(e));
        } finally {
            PipeStreams.closeQuietly(in);
        }
    }

    private void fail(ChannelException cause) {
        if (!stopped) {
            OnceThereIsMemory.give(failing, cause);
        }
    }

    /** Delivers what is there. False if nothing more has to be read. */
    private boolean deliver() {
        while (!stopped) {
            if (held == null) {
                held = decoder.next();
            }
            ByteBuffer frame = held;
            if (frame == null) {
                FrameMark mark = decoder.takeMark();
                if (mark == null) {
                    return true;
                }
                if (!obey(mark)) {
                    return false;
                }
            } else if (demand.take()) {
                held = null;
                requireOpened("a frame");
                events.frame(frame);
                PipeThreads.forgetInterrupt();
            } else {
                LockSupport.park(this);
            }
        }
        return false;
    }

    private boolean obey(FrameMark mark) {
        if (mark == FrameMark.OPENED) {
            opened = true;
            events.opened();
            return true;
        }
        requireOpened("the mark " + mark);
        if (mark == FrameMark.READ) {
            flow.peerHasRead(decoder.readByPeer());
            return true;
        }
        if (mark == FrameMark.OUTPUT_ENDED) {
            events.outputEnded();
            return true;
        }
        events.closed();
        return false;
    }

    private void requireOpened(String what) {
        if (!opened) {
            throw new ChannelException(
                    ErrorCode.FRAME_CORRUPT, what + " came before the peer has said that it is there", null);
        }
    }

    /** Reads once. False at the end of the stream. */
    private boolean fill() throws IOException {
        ByteBuffer space = decoder.space();
        space.limit(Math.min(space.limit(), space.position() + PipeStreams.TRANSFER_BYTES));
        int count = in.read(space);
        if (count >= 0) {
            flow.read(count);
            decoder.filled(count);
            return true;
        }
        if (decoder.insideFrame()) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED, "the peer is gone, and what it sent ends inside a frame", null);
        }
        events.closed();
        return false;
    }
}
