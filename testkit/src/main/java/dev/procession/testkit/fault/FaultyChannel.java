package dev.procession.testkit.fault;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.ListenerGate;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.testkit.fault.Strikes.Strike;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The parent's end of a channel with faults. Listens to the channel beneath, and is the channel for the one above. */
final class FaultyChannel implements Channel, ChannelListener {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** How long a close waits for a call of the listener that is under way. */
    private static final Duration CLOSING = Duration.ofMillis(250);

    private final ChannelOptions options;
    private final Strikes strikes;
    private final ListenerGate gate;
    private final Lane out;
    private final Lane in;
    private final Runnable onClose;

    /** Held while a frame is taken, so that frames are counted in their order; never while the listener is called. */
    private final Object offering = new Object();

    /** Whether the channel beneath has refused what was offered here, so that its word goes on to the listener. */
    private final AtomicBoolean refusedBeneath = new AtomicBoolean();

    /** Whether a frame was refused here, because too many are held back. */
    private final AtomicBoolean owesWritable = new AtomicBoolean();

    private volatile @Nullable Channel beneath;
    private volatile boolean outputClosed;
    private volatile boolean closed;
    private @Nullable ScheduledThreadPoolExecutor timer;

    FaultyChannel(ChannelOptions options, ChannelListener listener, Strikes strikes, Consumer<FaultyChannel> onClose) {
        this.options = options;
        this.strikes = strikes;
        this.onClose = () -> onClose.accept(this);
        gate = new ListenerGate(listener, this::fail);
        out = new Lane(new Outwards());
        in = new Lane(new Inwards());
    }

    /** Says what lies beneath; called before anything is asked of this channel. */
    void over(Channel channel) {
        beneath = channel;
    }

    private Channel beneath() {
        Channel channel = beneath;
        if (channel == null) {
            throw new IllegalStateException("the channel beneath is not open yet");
        }
        return channel;
    }

    /** Ends stalls. */
    void resume() {
        out.resume();
        in.resume();
        tellWritable();
    }

    @Override
    public boolean offer(List<ByteBuffer> frame) {
        int size = Lane.size(frame);
        if (closed || outputClosed || size > options.maxFrameBytes()) {
            return beneath().offer(frame); // which says what is wrong
        }
        boolean taken;
        synchronized (offering) {
            taken = out.isEmpty() ? offerFirst(frame, size) : offerBehind(frame, size);
        }
        // Also after a refusal, whatever has left meanwhile: who was refused is to be told of the room.
        if (!taken || !out.isEmpty()) {
            passOutwards();
        }
        return taken;
    }

    /** Where nothing waits, a frame without a fault goes its way as if this were not here. */
    private boolean offerFirst(List<ByteBuffer> frame, int size) {
        Strike strike = strikes.decide(Direction.TO_CHILD, size);
        if (strike != null) {
            out.add(copies(frame), strike);
            return true;
        }
        refusedBeneath.set(true);
        boolean taken = beneath().offer(frame);
        if (taken) {
            refusedBeneath.set(false);
        } else {
            strikes.undo(Direction.TO_CHILD, size);
        }
        return taken;
    }

    private boolean offerBehind(List<ByteBuffer> frame, int size) {
        if (out.bytes() + size > options.maxQueuedBytes()) {
            owesWritable.set(true);
            return false;
        }
        out.add(copies(frame), strikes.decide(Direction.TO_CHILD, size));
        return true;
    }

    private static List<ByteBuffer> copies(List<ByteBuffer> frame) {
        return frame.stream().map(ByteBuffer::duplicate).toList();
    }

    @Override
    public void request(int frames) {
        beneath().request(frames);
    }

    @Override
    public void closeOutput() {
        outputClosed = true;
        out.addEnd();
        out.pass();
    }

    @Override
    public void close() {
        closed = true;
        out.shut();
        in.shut();
        stopTimer();
        beneath().close();
        gate.shutAndWait(CLOSING);
        onClose.run();
    }

    private void fail(Throwable cause) {
        out.shut();
        in.shut();
        closed = true;
        beneath().close();
        gate.failed(cause);
        stopTimer();
        onClose.run();
    }

    @Override
    public void frame(ByteBuffer frame) {
        in.add(List.of(frame), strikes.decide(Direction.FROM_CHILD, frame.remaining()));
        in.pass();
    }

    @Override
    public void arriving() {
        gate.arriving();
    }

    @Override
    public void writable() {
        out.pass();
        if (refusedBeneath.getAndSet(false)) {
            owesWritable.set(false);
            gate.writable();
        } else {
            tellWritable();
        }
    }

    private void passOutwards() {
        out.pass();
        tellWritable();
    }

    @Override
    public void peerClosed() {
        in.addEnd();
        in.pass();
    }

    @Override
    public void failed(Throwable cause) {
        gate.failed(cause);
        stopTimer();
    }

    private void tellWritable() {
        if (out.bytes() < options.maxQueuedBytes() && owesWritable.getAndSet(false)) {
            gate.writable();
        }
    }

    private synchronized void later(Lane lane, Duration time) {
        if (closed) {
            return;
        }
        ScheduledThreadPoolExecutor threads = timer;
        if (threads == null) {
            threads = new ScheduledThreadPoolExecutor(1, FaultyChannel::thread);
            timer = threads;
        }
        try {
            ScheduledFuture<?> unused = threads.schedule(() -> passLater(lane), time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The channel has just ended, and nothing passes any more.
        }
    }

    private void passLater(Lane lane) {
        lane.pass();
        tellWritable();
    }

    private static Thread thread(Runnable body) {
        Thread thread = new Thread(body, "procession-faulty-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    private synchronized void stopTimer() {
        if (timer != null) {
            timer.shutdownNow();
        }
    }

    /** To the child. */
    private final class Outwards implements Lane.Way {
        @Override
        public boolean through(List<ByteBuffer> frame) {
            try {
                return beneath().offer(frame);
            } catch (ChannelException e) {
                return true; // it has ended, and its listener is told
            }
        }

        @Override
        public void dropped() {}

        @Override
        public void torn(int offset, int bytes) {
            tear(offset, bytes);
        }

        @Override
        public void end() {
            beneath().closeOutput();
        }

        @Override
        public void later(Duration time) {
            FaultyChannel.this.later(out, time);
        }
    }

    /** To the listener. */
    private final class Inwards implements Lane.Way {
        @Override
        public boolean through(List<ByteBuffer> frame) {
            gate.frame(frame.get(0).slice());
            return true;
        }

        @Override
        public void dropped() {
            beneath().request(1); // the listener asked for a frame, and has not had it
        }

        @Override
        public void torn(int offset, int bytes) {
            tear(offset, bytes);
        }

        @Override
        public void end() {
            gate.peerClosed();
        }

        @Override
        public void later(Duration time) {
            FaultyChannel.this.later(in, time);
        }
    }

    private void tear(int offset, int bytes) {
        fail(new ChannelException(
                ErrorCode.CHANNEL_CLOSED,
                "the connection was torn after " + offset + " of the " + bytes + " bytes of a frame",
                null));
    }
}
