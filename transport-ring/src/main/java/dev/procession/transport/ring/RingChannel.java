package dev.procession.transport.ring;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.Demand;
import dev.procession.core.channel.ListenerGate;
import dev.procession.core.channel.Parking;
import dev.procession.core.channel.Readers;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProcessionException;
import dev.procession.core.frame.FrameBacklog;
import dev.procession.core.frame.FrameDecoder;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.transport.ring.RingFile.Side;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** A channel over two rings in shared memory. */
final class RingChannel implements Channel, Inbound.Events, Readers.Work {
    /** How long {@link #close} waits for a call of the listener that is under way. */
    private static final Duration LISTENER_PATIENCE = Duration.ofMillis(300);

    /** How long it waits for the thread. */
    private static final Duration THREAD_PATIENCE = Duration.ofMillis(500);

    /** How long a channel that is closed may take to finish the frame that its peer reads. */
    private static final Duration FRAME_PATIENCE = Duration.ofMillis(250);

    /** Pieces up to this size are gathered, so that many leave at once. */
    private static final int COPY_BYTES = 8 << 10;

    private static final int BATCH_BYTES = 32 << 10;

    private final Demand demand = new Demand();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Parking parking;
    private final RingFile file;
    private final Outbound outbound;
    private final Inbound inbound;
    private final ListenerGate gate;
    private final Readers readers;
    private volatile boolean over;

    private RingChannel(Meeting meeting, ChannelOptions options, ChannelListener listener) {
        parking = meeting.parking();
        file = meeting.file();
        gate = new ListenerGate(listener, this::broken);
        FrameEncoder encoder = new FrameEncoder(options.maxFrameBytes());
        outbound = new Outbound(
                new FrameBacklog(encoder, options.maxQueuedBytes(), COPY_BYTES, () -> ByteBuffer.allocate(BATCH_BYTES)),
                meeting);
        inbound = new Inbound(meeting, new FrameDecoder(options.maxFrameBytes()), demand, this);
        readers = new Readers(
                "procession-ring",
                this,
                parking,
                new Readers.Waiting(options.spin(), manner(meeting.side())),
                this::broken,
                this::release);
    }

    /** A channel between two ends that have met. */
    static RingChannel open(Meeting meeting, ChannelOptions options, ChannelListener listener) {
        RingChannel channel = new RingChannel(meeting, options, listener);
        channel.readers.start();
        return channel;
    }

    /** A worker's main thread reads between two tasks; in a parent callers come and go. */
    private static Readers.Manner manner(Side side) {
        return side == Side.CHILD ? Readers.Manner.LINGERING : Readers.Manner.PROMPT;
    }

    /**
     * What an end has when the two have met.
     *
     * @param side which end
     * @param file what both share
     * @param parking how it waits
     */
    record Meeting(Side side, RingFile file, Parking parking) {}

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
        outbound.throwIfBroken();
        boolean worked = outbound.advance();
        if (outbound.takeWritable()) {
            gate.writable();
            worked = true;
        }
        return inbound.advance() || worked;
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

    /** At turn for the last time: lets the peer have the rest of a frame that it reads, and gives the memory back. */
    private void release() {
        long deadline = System.nanoTime() + FRAME_PATIENCE.toNanos();
        long left = FRAME_PATIENCE.toNanos();
        while (outbound.isStuck() && left > 0 && inbound.isRead()) {
            parking.announce();
            if (outbound.advance()) {
                parking.leave();
            } else {
                parking.sleepAtMost(Duration.ofNanos(left));
            }
            left = deadline - System.nanoTime();
        }
        outbound.release();
        file.unmap();
    }
}
