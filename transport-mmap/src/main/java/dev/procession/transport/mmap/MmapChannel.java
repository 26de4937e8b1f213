package dev.procession.transport.mmap;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.Demand;
import dev.procession.core.channel.ListenerGate;
import dev.procession.core.channel.Parking;
import dev.procession.core.channel.Readers;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProcessionException;
import dev.procession.core.frame.FrameDecoder;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.transport.mmap.ControlFile.Side;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A channel over two rows of queues in a folder, and a segment for what is large. */
final class MmapChannel implements Channel, Inbound.Events, Readers.Work {
    /** How long {@link #close} waits for a call of the listener that is under way. */
    private static final Duration LISTENER_PATIENCE = Duration.ofMillis(300);

    /** How long it waits for the thread. */
    private static final Duration THREAD_PATIENCE = Duration.ofMillis(500);

    /** How long a channel that is closed may take to finish a frame, and its parent's end leaves the folder to the child. */
    private static final Duration PEER_PATIENCE = Duration.ofMillis(250);

    /** How long it may take a thread that writes to come to an end of what it has. */
    private static final long WRITER_NANOS = 5_000_000;

    private final Demand demand = new Demand();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Meeting meeting;
    private final Parking parking;
    private final Outbound outbound;
    private final Inbound inbound;
    private final ListenerGate gate;
    private final Readers readers;
    private volatile boolean over;

    private MmapChannel(Meeting meeting, ChannelOptions options, ChannelListener listener) {
        this.meeting = meeting;
        parking = meeting.parking();
        gate = new ListenerGate(listener, this::broken);
        OutputQueue waiting = new OutputQueue(new FrameEncoder(options.maxFrameBytes()), options.maxQueuedBytes());
        outbound = new Outbound(waiting, meeting);
        inbound = new Inbound(meeting, new FrameDecoder(options.maxFrameBytes()), demand, this);
        readers = new Readers(
                "procession-mmap",
                this,
                parking,
                new Readers.Waiting(options.spin(), manner(meeting.side())),
                this::broken,
                this::release);
    }

    /** A worker's main thread reads between two tasks; in a parent callers come and go. */
    private static Readers.Manner manner(Side side) {
        return side == Side.CHILD ? Readers.Manner.LINGERING : Readers.Manner.PROMPT;
    }

    /** A channel between two ends that have met. */
    static MmapChannel open(Meeting meeting, ChannelOptions options, ChannelListener listener) {
        MmapChannel channel = new MmapChannel(meeting, options, listener);
        channel.readers.start();
        return channel;
    }

    /**
     * What an end has when the two have met.
     *
     * @param side which end
     * @param files what both share
     * @param parking how it waits
     * @param released called when nothing is mapped any more
     */
    record Meeting(Side side, Files files, Parking parking, Runnable released) {}

    /**
     * What both ends share.
     *
     * @param folder where the files are
     * @param control the words of both
     * @param segment for large pieces; null where all that is sent is kept
     */
    record Files(Path folder, ControlFile control, @Nullable Segment segment) {}

    @Override
    public boolean offer(List<ByteBuffer> frame) {
        return outbound.offer(frame);
    }

    @Override
    public void request(int frames) {
        if (demand.add(frames)) {
            parking.nudge();
        }
    }

    @Override
    public boolean readUntil(BooleanSupplier done, Duration limit) throws InterruptedException {
        if (gate.isCalledFromListener() || readers.isCurrent()) {
            throw new ProcessionException(
                    ErrorCode.WOULD_BLOCK,
                    "readUntil was called from inside the listener, which has to return before anything more can be read");
        }
        return readers.readUntil(done, limit);
    }

    @Override
    public void closeOutput() {
        outbound.end();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            gate.shut();
            outbound.close();
            readers.stop();
            gate.shutAndWait(LISTENER_PATIENCE);
            if (!gate.isCalledFromListener() && !readers.isCurrent()) {
                readers.join(THREAD_PATIENCE);
            }
        }
    }

    @Override
    public boolean step() {
        boolean own = readers.isThread();
        outbound.throwIfBroken();
        boolean worked = own && outbound.makeQueue();
        worked |= outbound.advance();
        if (outbound.takeWritable()) {
            gate.writable();
            worked = true;
        }
        forgetInterrupt(own);
        try {
            worked |= inbound.advance(own);
        } catch (IOException e) {
            throw new ChannelException(ErrorCode.CHANNEL_CLOSED, "the channel's files are of no more use: " + e, e);
        }
        forgetInterrupt(own);
        return worked;
    }

    /** A flag that the listener has left would close files (CH-19). */
    private static void forgetInterrupt(boolean own) {
        if (own) {
            Thread.interrupted();
        }
    }

    @Override
    public boolean isReady() {
        return outbound.isReady() || inbound.isReady();
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public boolean isLeftToThread() {
        return outbound.isQueueDue() || inbound.isPassDue();
    }

    @Override
    public void frame(ByteBuffer frame) {
        gate.frame(frame);
    }

    @Override
    public void outputEnded() {
        over = true;
        gate.peerClosed();
    }

    @Override
    public void closed() {
        over = true;
        outbound.throwIfBroken(); // Then the peer has ended because we have.
        outbound.abandon(); // Nobody reads on the other side.
        gate.peerClosed();
    }

    /** Refuses offers, tells the listener, gives back everything. */
    private void broken(Throwable cause) {
        outbound.abandon();
        gate.failed(cause);
        close();
    }

    /** At turn for the last time: lets the peer have the rest of a frame that it reads, unmaps all, and removes the files. */
    private void release() {
        Readers.surely(this::finishFrame);
        Readers.surely(inbound::release);
        Readers.surely(outbound::release);
        Readers.surely(inbound::finish);
        if (meeting.side() == Side.PARENT) {
            Readers.surely(() ->
                    inbound.awaitPeer(PEER_PATIENCE)); // The files go last, and not while the child may be making some.
        }
        meeting.released().run();
    }

    private void finishFrame() {
        long deadline = System.nanoTime() + PEER_PATIENCE.toNanos();
        long left = PEER_PATIENCE.toNanos();
        while (outbound.isUnfinished() && left > 0 && inbound.isRead()) {
            parking.announce();
            if (outbound.makeQueue() || outbound.advance()) {
                parking.leave();
            } else {
                parking.sleepAtMost(Duration.ofNanos(Math.min(left, WRITER_NANOS)));
            }
            left = deadline - System.nanoTime();
        }
    }
}
