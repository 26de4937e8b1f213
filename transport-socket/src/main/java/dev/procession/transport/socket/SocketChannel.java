package dev.procession.transport.socket;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.ListenerGate;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A channel over a connection whose peer has proved who it is. The listener is called on the connection's thread, which
 * other channels share.
 */
final class SocketChannel implements Channel, SocketReader.Events {
    /** How long {@link #close} waits for a call of the listener that is under way. */
    private static final Duration LISTENER_PATIENCE = Duration.ofMillis(300);

    /** How long a frame that was begun has to get out. */
    private static final long LAST_FRAME_MILLIS = 200;

    /** How long {@link #close} waits for the descriptor to be closed. */
    private static final long CLOSE_MILLIS = 400;

    private final io.netty.channel.Channel connection;
    private final EventLoops.Lease loops;
    private final ListenerGate gate;
    private final Visits visits;
    private final OutputQueue queue;
    private final SocketReader reader;
    private final SocketWriter writer;
    private final AtomicBoolean closed = new AtomicBoolean();

    private SocketChannel(
            SocketReader reader, EventLoops.Lease loops, ChannelOptions options, ChannelListener listener) {
        this.reader = reader;
        this.connection = reader.connection();
        this.loops = loops;
        this.gate = new ListenerGate(listener, this::failed);
        this.visits = new Visits(gate);
        this.queue = new OutputQueue(
                options.maxFrameBytes(), options.maxQueuedBytes(), reader.socket(loops.medium()), this::wakeWriter);
        this.writer = new SocketWriter(connection, queue, visits, this::failed);
    }

    /**
     * Makes a channel of a connection whose handshake is over.
     *
     * @param loops the share in the threads that this channel gives back at its end
     */
    static SocketChannel open(
            SocketReader reader, EventLoops.Lease loops, ChannelOptions options, ChannelListener listener) {
        SocketChannel channel = new SocketChannel(reader, loops, options, listener);
        SocketWriter.wake(reader.connection(), () -> reader.begin(channel));
        return channel;
    }

    @Override
    public boolean offer(List<ByteBuffer> frame) {
        return queue.offer(frame);
    }

    @Override
    public void request(int frames) {
        if (reader.request(frames)) {
            SocketWriter.wake(connection, reader::run);
        }
    }

    @Override
    public void closeOutput() {
        queue.end();
    }

    private void wakeWriter() {
        SocketWriter.wake(connection, writer);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            gate.shut();
            queue.close();
            connection.closeFuture().addListener(over -> loops.release());
            SocketWriter.wake(connection, this::end);
            boolean listenerBlocks = !gate.shutAndWait(LISTENER_PATIENCE);
            if (listenerBlocks) {
                visits.whileInside(() -> loops.medium().endOutput(connection));
            }
            if (!gate.isCalledFromListener() && !connection.eventLoop().inEventLoop()) {
                connection.closeFuture().awaitUninterruptibly(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void end() {
        reader.stop();
        writer.close(LAST_FRAME_MILLIS);
    }

    @Override
    public void frame(ByteBuffer frame) {
        queue.heard();
        visits.frame(frame);
    }

    @Override
    public void arriving() {
        visits.arriving();
    }

    @Override
    public void peerClosed() {
        visits.peerClosed();
    }

    @Override
    public void disconnected() {
        queue.close();
        writer.breakOff();
    }

    /** Refuses offers, tells the listener, gives back everything. */
    @Override
    public void failed(Throwable cause) {
        queue.close();
        visits.failed(cause);
        close();
    }
}
