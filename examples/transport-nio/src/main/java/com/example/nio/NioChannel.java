package com.example.nio;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.Demand;
import dev.procession.core.channel.ListenerGate;
import dev.procession.core.frame.FrameEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A channel over a connected socket, with a thread for each direction. Owns both. */
final class NioChannel implements Channel {
    /** How long each wait of {@link #close} lasts at the most; there are four, and CH-13 allows a second. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final SocketChannel socket;
    private final FrameQueue queue;
    private final Demand demand = new Demand();
    private final ListenerGate gate;
    private final Thread reader;
    private final Thread writer;
    private final AtomicBoolean closed = new AtomicBoolean();

    private NioChannel(SocketChannel socket, ChannelOptions options, ChannelListener listener) {
        this.socket = socket;
        queue = new FrameQueue(new FrameEncoder(options.maxFrameBytes()), options.maxQueuedBytes());
        gate = new ListenerGate(listener, this::broken);
        int number = NUMBERS.incrementAndGet();
        writer = daemon("writer-" + number, new FrameWriter(queue, socket, gate, this::broken));
        reader = daemon(
                "reader-" + number, new FrameReader(socket, options.maxFrameBytes(), demand, gate, this::broken));
    }

    static NioChannel start(SocketChannel socket, ChannelOptions options, ChannelListener listener) {
        NioChannel channel = new NioChannel(socket, options, listener);
        channel.writer.start();
        channel.reader.start();
        return channel;
    }

    @Override
    public boolean offer(List<ByteBuffer> frame) {
        return queue.offer(frame);
    }

    @Override
    public void request(int frames) {
        if (demand.add(frames)) {
            LockSupport.unpark(reader);
        }
    }

    @Override
    public void closeOutput() {
        queue.end();
    }

    /** The writer may finish the frame that it has begun. Then the socket goes, which wakes both threads. */
    @Override
    public void close() {
        gate.shut();
        if (closed.compareAndSet(false, true)) {
            queue.drop();
            join(writer);
            closeSocket();
            LockSupport.unpark(reader);
        }
        gate.shutAndWait(PATIENCE);
        if (!gate.isCalledFromListener() && Thread.currentThread() != reader && Thread.currentThread() != writer) {
            join(writer);
            join(reader);
        }
    }

    /** Refuses offers, tells the listener, gives back everything (CH-12, CH-15). */
    private void broken(Throwable cause) {
        queue.drop();
        gate.failed(cause);
        close();
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            // The descriptor is gone all the same.
        }
    }

    /** Waits for the end of a thread, but not long and not of its own. An interrupt cuts it short and stays set. */
    private static void join(Thread thread) {
        if (thread == Thread.currentThread()) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Named as the kit expects it: so it notices threads that are left behind. */
    private static Thread daemon(String name, Runnable body) {
        Thread thread = new Thread(body, "procession-nio-" + name);
        thread.setDaemon(true);
        return thread;
    }
}
