package dev.procession.transport.socket;

import dev.procession.core.channel.OnceThereIsMemory;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.frame.FrameBacklog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what waits, all that the socket takes, with one flush. Everything but {@link #wake} happens on the connection's
 * thread. A failed write tells nobody: it means that the peer is gone, and how it went is for the reader to find out.
 */
final class SocketWriter implements Runnable {
    /** What is handed to Netty at a time of a large piece; a heap buffer is copied there. */
    private static final int CHUNK_BYTES = 128 << 10;

    /** What Netty may hold that the socket has not taken yet. */
    private static final int MOST_IN_FLIGHT = 4 * CHUNK_BYTES;

    private final Channel connection;
    private final OutputQueue queue;
    private final Visits visits;
    private final Consumer<Throwable> failed;
    private @Nullable ByteBuf rest;
    private int inFlight;
    private boolean running;
    private boolean closing;
    private @Nullable Future<?> closeLimit;

    /**
     * A writer.
     *
     * @param failed told that nobody knows what has been written, on the connection's thread
     */
    SocketWriter(Channel connection, OutputQueue queue, Visits visits, Consumer<Throwable> failed) {
        this.connection = connection;
        this.queue = queue;
        this.visits = visits;
        this.failed = failed;
    }

    /** Has the connection's thread write, soon. Any thread. */
    static void wake(Channel connection, Runnable what) {
        try {
            connection.eventLoop().execute(what);
        } catch (RejectedExecutionException e) {
            // The channel was closed and its thread has ended: what waits is dropped.
        }
    }

    @Override
    public void run() {
        if (running) {
            return;
        }
        running = true;
        try {
            boolean progress = true;
            while (progress) {
                progress = fill();
                if (progress) {
                    connection.flush();
                }
            }
        } catch (OutOfMemoryError e) {
            fail(e);
        } catch (RuntimeException | LinkageError e) {
            OnceThereIsMemory.give(
                    failed, new ChannelException(ErrorCode.CHANNEL_CLOSED, "the channel is of no more use: " + e, e));
        } finally {
            running = false;
        }
        if (closing && queue.isDone()) {
            end();
        }
    }

    private void fail(OutOfMemoryError cause) {
        OnceThereIsMemory.give(failed, ChannelException.noMemory(cause));
    }

    /** Hands over what may be in flight. False if there is nothing, or no room. */
    private boolean fill() {
        boolean any = false;
        while (inFlight < MOST_IN_FLIGHT) {
            ByteBuf large = rest;
            if (large != null) {
                writeSome(large);
            } else {
                FrameBacklog.Run run = queue.take();
                if (run == null) {
                    return any;
                }
                begin(run);
            }
            any = true;
        }
        return any;
    }

    private void begin(FrameBacklog.Run run) {
        ByteBuf bytes = Unpooled.wrappedBuffer(run.bytes());
        if (bytes.readableBytes() > CHUNK_BYTES) {
            writeSome(bytes);
        } else {
            write(bytes, () -> queue.recycle(run));
        }
    }

    private void writeSome(ByteBuf large) {
        if (large.readableBytes() <= CHUNK_BYTES) {
            rest = null;
            write(large, () -> {});
        } else {
            rest = large;
            write(large.readRetainedSlice(CHUNK_BYTES), () -> {});
        }
    }

    private void write(ByteBuf bytes, Runnable whenOut) {
        int count = bytes.readableBytes();
        inFlight += count;
        connection.write(bytes).addListener(done -> {
            whenOut.run();
            try {
                written(count, done.cause());
            } catch (OutOfMemoryError e) {
                fail(e);
            }
        });
    }

    private void written(int count, @Nullable Throwable trouble) {
        inFlight -= count;
        if (trouble != null) {
            breakOff();
        }
        if (trouble instanceof OutOfMemoryError memory) {
            fail(memory); // other trouble has ended the connection
        }
        if (queue.written(count)) {
            visits.writable();
        }
        run();
    }

    /** Drops everything: it cannot be written. */
    void breakOff() {
        queue.breakOff();
        ByteBuf large = rest;
        if (large != null) {
            rest = null;
            queue.written(large.readableBytes());
            large.release();
        }
    }

    /** Finishes the frame that was begun, if the socket takes it in time, and closes the connection. */
    void close(long patienceMillis) {
        closing = true;
        run();
        if (connection.isOpen()) {
            closeLimit = connection.eventLoop().schedule(this::end, patienceMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void end() {
        Future<?> limit = closeLimit;
        if (limit != null) {
            limit.cancel(false);
        }
        Cover.close(connection);
        breakOff();
    }
}
