package dev.procession.core.channel.memory;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.Demand;
import dev.procession.core.channel.ListenerGate;
import dev.procession.core.channel.VirtualThreads;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProcessionException;
import dev.procession.core.frame.FrameEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One end of a line. Its listener is called by whoever has the turn: the pump, a thread of its own, or else a thread that
 * waits in {@link #readUntil}, for which the pump steps aside.
 */
final class MemoryChannel implements Channel {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration LISTENER_PATIENCE = Duration.ofMillis(300);

    private final MemoryLine line;
    private final MemoryLine.Wire in;
    private final MemoryLine.Wire out;
    private final int maxQueuedBytes;
    private final FrameEncoder encoder;
    private final Demand demand = new Demand();
    private final ListenerGate gate;
    private final Thread pump;

    // All that follows is guarded by the line's lock.
    private final MemoryInbox inbox;
    private int waiters;
    private boolean calling;
    private boolean inputEnded;
    private boolean closed;

    private MemoryChannel(
            MemoryLine line,
            MemoryLine.Wire out,
            MemoryLine.Wire in,
            ChannelOptions options,
            ChannelListener listener) {
        this.line = line;
        this.in = in;
        this.out = out;
        this.maxQueuedBytes = options.maxQueuedBytes();
        this.encoder = new FrameEncoder(options.maxFrameBytes());
        this.gate = new ListenerGate(listener, this::broken);
        this.inbox = new MemoryInbox(in, options.maxFrameBytes());
        this.pump = new Thread(this::pump, "procession-memory-" + NUMBER.incrementAndGet());
        pump.setDaemon(true);
    }

    static MemoryChannel start(
            MemoryLine line,
            MemoryLine.Wire out,
            MemoryLine.Wire in,
            ChannelOptions options,
            ChannelListener listener) {
        MemoryChannel channel = new MemoryChannel(line, out, in, options, listener);
        channel.pump.start();
        return channel;
    }

    @Override
    public boolean offer(List<ByteBuffer> frame) {
        line.lock().lock();
        try {
            if (out.isEnded() || out.isAbandoned()) {
                throw new ChannelException("a frame was offered to a channel whose output has ended");
            }
            int length = encoder.length(frame);
            if (!out.hasRoom((long) FrameEncoder.HEADER_BYTES + length, maxQueuedBytes)) {
                return false;
            }
            ByteBuffer packet = ByteBuffer.allocate(FrameEncoder.HEADER_BYTES + length);
            encoder.putHeader(packet, length);
            frame.forEach(piece -> packet.put(piece.duplicate()));
            out.put(packet.flip());
            line.tell();
            return true;
        } finally {
            line.lock().unlock();
        }
    }

    @Override
    public void request(int frames) {
        if (demand.add(frames)) {
            change(() -> {});
        }
    }

    @Override
    public void closeOutput() {
        change(out::end);
    }

    @Override
    public void close() {
        gate.shut();
        change(() -> {
            closed = true;
            out.end();
            in.abandon();
        });
        gate.shutAndWait(LISTENER_PATIENCE);
    }

    @Override
    public boolean readUntil(BooleanSupplier done, Duration limit) throws InterruptedException {
        if (gate.isCalledFromListener()) {
            throw new ProcessionException(
                    ErrorCode.WOULD_BLOCK, "readUntil was called from inside the listener, which must never block");
        }
        long begin = System.nanoTime();
        long nanos = TimeUnit.NANOSECONDS.convert(limit);
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for the peer");
        }
        if (done.getAsBoolean()) {
            return true;
        }
        boolean reads = !VirtualThreads.isCurrent();
        stepAside(reads ? 1 : 0);
        MemoryLine.Waiter waiter = line.enter();
        try {
            while (true) {
                waiter.looks();
                Turn turn = takeTurn(reads);
                if (turn.call() != null) {
                    run(turn.call());
                }
                long left = nanos - (System.nanoTime() - begin);
                boolean holds =
                        done.getAsBoolean(); // last: what it is about may be what somebody has just unparked for
                if (holds || left <= 0 || turn.over()) {
                    return holds;
                }
                if (turn.call() == null) {
                    waiter.await(left);
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while waiting for the peer");
                }
            }
        } finally {
            line.leave(waiter);
            stepAside(reads ? -1 : 0);
        }
    }

    /**
     * What a waiter has got.
     *
     * @param call what to tell the listener; null if there is nothing, or another thread tells it something
     * @param over whether there will never be anything
     */
    private record Turn(@Nullable Runnable call, boolean over) {}

    private Turn takeTurn(boolean reads) {
        line.lock().lock();
        try {
            Runnable call = calling || closed || !reads ? null : nextCall();
            boolean over = call == null && (closed || (inputEnded && !calling));
            calling |= call != null;
            return new Turn(call, over);
        } finally {
            line.lock().unlock();
        }
    }

    private void stepAside(int more) {
        change(() -> waiters += more);
    }

    private void change(Runnable change) {
        line.lock().lock();
        try {
            change.run();
            line.tell();
        } finally {
            line.lock().unlock();
        }
    }

    /** The pump's life. */
    private void pump() {
        try {
            Runnable call = awaitCall();
            while (call != null) {
                run(call);
                Thread.interrupted(); // a listener may have left the flag set (CH-19)
                call = awaitCall();
            }
        } catch (InterruptedException e) {
            broken(new ChannelException(ErrorCode.CHANNEL_CLOSED, "somebody interrupted the channel's own thread", e));
        }
    }

    private void run(Runnable call) {
        try {
            call.run();
        } finally {
            change(() -> calling = false);
        }
    }

    /** The pump's: waits for the turn and for something to tell; null at the end. */
    private @Nullable Runnable awaitCall() throws InterruptedException {
        line.lock().lockInterruptibly();
        try {
            while (!closed) {
                Runnable call = calling || waiters > 0 ? null : nextCall();
                if (call != null) {
                    calling = true;
                    return call;
                }
                line.changed().await();
            }
            return null;
        } finally {
            line.lock().unlock();
        }
    }

    private @Nullable Runnable nextCall() {
        if (out.takeRoomAgain(maxQueuedBytes)) {
            return gate::writable;
        }
        try {
            return inputEnded ? null : nextInput();
        } catch (ChannelException e) {
            inputEnded = true;
            return () -> broken(e);
        }
    }

    private @Nullable Runnable nextInput() {
        if (inbox.hasFrame()) {
            if (!demand.take()) {
                return null;
            }
            ByteBuffer frame = inbox.takeFrame();
            line.tell();
            return () -> gate.frame(frame);
        }
        if (inbox.isAtEnd()) {
            inbox.requireCleanEnd();
            inputEnded = true;
            return gate::peerClosed;
        }
        return null;
    }

    /** Refuses offers, tells the listener, gives back everything. */
    private void broken(Throwable cause) {
        change(out::end);
        gate.failed(cause);
        close();
    }
}
