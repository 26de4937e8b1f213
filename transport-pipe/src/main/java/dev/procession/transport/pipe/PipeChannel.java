package dev.procession.transport.pipe;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.Demand;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.ListenerGate;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.frame.FrameEncoder;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * A channel over two bare streams, with a thread for each. The writer's is for what may block: a small frame that finds the
 * pipe empty is written by whoever offers it.
 *
 * <p><b>How it closes.</b> A thread that is blocked in a pipe cannot be woken by the platform's process streams, only by
 * the peer. So the writer says farewell with a mark, and the peer's reader, when it reads that, has its own writer answer
 * with the same: this wakes our reader. If the peer does not answer in time, the streams are closed under the threads,
 * which wakes those in file channels and NIO pipes. What is blocked in a process stream even then stays until the peer's
 * process ends, which wakes everything: one or two daemon threads, their 64 KiB buffers and the two descriptors.
 */
final class PipeChannel implements Channel, PipeReader.Events {
    /** How long {@link #close} waits for a call of the listener that is under way. */
    private static final Duration LISTENER_PATIENCE = Duration.ofMillis(300);

    /** Made beforehand: when it is needed, there may be no memory to make it. */
    private final ChannelException readerLost =
            new ChannelException("the reader has ended without a word; this process may have no memory left");

    private final OutputQueue queue;
    private final Demand demand = new Demand();
    private final ListenerGate gate;
    private final CompletableFuture<Void> opened;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final PipeReader reader;
    private final PipeThreads threads;

    private PipeChannel(
            ChannelOptions options,
            LaunchLink.Streams streams,
            ChannelListener listener,
            CompletableFuture<Void> opened,
            Predicate<OutputStream> unblocked) {
        this.opened = opened;
        var in = PipeStreams.reading(streams.in());
        var out = PipeStreams.writing(streams.out());
        var encoder = new FrameEncoder(options.maxFrameBytes());
        var flow = new Flow();
        this.queue = new OutputQueue(
                encoder, options.maxQueuedBytes(), flow, unblocked.test(streams.out()) ? streams.out() : null);
        this.gate = new ListenerGate(listener, this::broken);
        this.reader = new PipeReader(in, options.maxFrameBytes(), demand, flow, this);
        this.threads = new PipeThreads(this::read, new PipeWriter(encoder, queue, out, gate, this::failed), in, out);
    }

    /** A reader that not even had the memory to tell its failure must not leave in silence. */
    private void read() {
        boolean ended = false;
        try {
            reader.run();
            ended = true;
        } finally {
            if (!ended) {
                gate.failed(readerLost);
            }
        }
    }

    /**
     * The end that waits for its peer by {@link #awaitOpened}; until then the listener is told nothing.
     *
     * @param opened completed when the peer has spoken; who completes it with an exception before gives up waiting
     */
    static PipeChannel accepting(
            ChannelOptions options,
            LaunchLink.Streams streams,
            ChannelListener listener,
            CompletableFuture<Void> opened,
            Predicate<OutputStream> unblocked) {
        PipeChannel channel = new PipeChannel(options, streams, listener, opened, unblocked);
        channel.threads.start();
        return channel;
    }

    /** The end whose peer was there before. */
    static PipeChannel connecting(
            ChannelOptions options,
            LaunchLink.Streams streams,
            ChannelListener listener,
            Predicate<OutputStream> unblocked) {
        PipeChannel channel =
                new PipeChannel(options, streams, listener, CompletableFuture.completedFuture(null), unblocked);
        channel.threads.start();
        return channel;
    }

    /** Waits until the peer has spoken. */
    void awaitOpened(Duration limit) throws InterruptedException {
        try {
            opened.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            ChannelException late = new ChannelException(
                    ErrorCode.CHANNEL_CLOSED, "the child has not connected within the limit of " + limit, e);
            opened.completeExceptionally(late);
            throw late;
        } catch (ExecutionException e) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED, "the child has not connected: " + e.getCause(), e.getCause());
        }
    }

    @Override
    public boolean offer(List<ByteBuffer> frame) {
        return queue.offer(frame);
    }

    @Override
    public void request(int frames) {
        if (demand.add(frames)) {
            threads.unparkReader();
        }
    }

    @Override
    public void closeOutput() {
        queue.end();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            gate.shut();
            queue.close();
            reader.stop();
            threads.stop();
            gate.shutAndWait(LISTENER_PATIENCE);
            if (!gate.isCalledFromListener() && !threads.isCalledFromOneOfThem()) {
                threads.join();
            }
        }
    }

    @Override
    public void opened() {
        opened.complete(null);
    }

    @Override
    public void frame(ByteBuffer frame) {
        gate.frame(frame);
    }

    @Override
    public void outputEnded() {
        if (isOpen()) {
            gate.peerClosed();
        }
    }

    @Override
    public void closed() {
        // Nobody reads on the other side: what waits is dropped, and our farewell wakes the peer's reader.
        queue.close();
        opened.completeExceptionally(new ChannelException("the peer has closed before it connected"));
        outputEnded();
    }

    @Override
    public void failed(ChannelException cause) {
        opened.completeExceptionally(cause);
        if (isOpen()) {
            broken(cause);
        }
    }

    /** Not before it is decided: a listener is told nothing of a channel that never opened. */
    private boolean isOpen() {
        return !opened.isCompletedExceptionally();
    }

    /** Refuses offers, tells the listener, gives back everything. */
    private void broken(Throwable cause) {
        queue.close();
        gate.failed(cause);
        close();
    }
}
