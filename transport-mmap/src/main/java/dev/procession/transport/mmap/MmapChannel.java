package dev.procession.transport.mmap;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.Demand;
import dev.procession.core.channel.ListenerGate;
import dev.procession.core.channel.Parking;
import dev.procession.core.frame.FrameDecoder;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.transport.mmap.ControlFile.Side;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A channel over two rows of queues in a folder, with one thread. */
final class MmapChannel implements Channel, Inbound.Events {
    /** How long {@link #close} waits for a call of the listener that is under way. */
    private static final Duration LISTENER_PATIENCE = Duration.ofMillis(300);

    /** How long it waits for the thread. */
    private static final Duration THREAD_PATIENCE = Duration.ofMillis(500);

    /** How long the parent's end, once closed, leaves the folder to a child that has not finished. */
    private static final Duration PEER_PATIENCE = Duration.ofMillis(250);

    private final Demand demand = new Demand();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Parking parking;
    private final Outbound outbound;
    private final ListenerGate gate;
    private final ChannelThread thread;

    private MmapChannel(Meeting meeting, ChannelOptions options, ChannelListener listener) {
        parking = meeting.parking();
        gate = new ListenerGate(listener, this::broken);
        OutputQueue waiting = new OutputQueue(new FrameEncoder(options.maxFrameBytes()), options.maxQueuedBytes());
        outbound = new Outbound(waiting, meeting);
        Inbound inbound = new Inbound(meeting, new FrameDecoder(options.maxFrameBytes()), demand, this);
        thread = new ChannelThread(
                inbound,
                outbound,
                parking,
                new ChannelThread.Telling(gate, this::broken, () -> release(meeting, inbound)),
                options.spin());
    }

    /** The files go last, and not while the child may be making some. */
    private static void release(Meeting meeting, Inbound inbound) {
        if (meeting.side() == Side.PARENT) {
            inbound.awaitPeer(PEER_PATIENCE);
        }
        meeting.released().run();
    }

    /** A channel between two ends that have met. */
    static MmapChannel open(Meeting meeting, ChannelOptions options, ChannelListener listener) {
        MmapChannel channel = new MmapChannel(meeting, options, listener);
        channel.thread.start();
        return channel;
    }

    /**
     * What an end has when the two have met.
     *
     * @param side which end
     * @param folder where the files are
     * @param control the words of both
     * @param parking how it waits
     * @param released called when nothing is mapped any more
     */
    record Meeting(Side side, Path folder, ControlFile control, Parking parking, Runnable released) {}

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
    public void closeOutput() {
        outbound.end();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            gate.shut();
            outbound.close();
            thread.stop();
            gate.shutAndWait(LISTENER_PATIENCE);
            if (!gate.isCalledFromListener() && !thread.isCurrent()) {
                thread.join(THREAD_PATIENCE);
            }
        }
    }

    @Override
    public void frame(ByteBuffer frame) {
        gate.frame(frame);
    }

    @Override
    public void outputEnded() {
        gate.peerClosed();
    }

    @Override
    public void closed() {
        outbound.throwIfBroken(); // Then the peer has ended because we have.
        outbound.close(); // Nobody reads on the other side.
        gate.peerClosed();
    }

    /** Refuses offers, tells the listener, gives back everything. */
    private void broken(Throwable cause) {
        outbound.close();
        gate.failed(cause);
        close();
    }
}
