package dev.procession.transport.socket;

import dev.procession.core.channel.Demand;
import dev.procession.core.channel.OnceThereIsMemory;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.frame.FrameDecoder;
import dev.procession.core.frame.FrameMark;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns what the socket brings into frames, and delivers as far as there is demand. Without demand it reads on until it
 * holds one whole frame, so that the end and garbage are noticed without demand (CH-10, CH-14); then it stops the socket's
 * reading. Everything but {@link #request} happens on the connection's thread.
 */
final class SocketReader extends ChannelInboundHandlerAdapter {
    /** What the reader finds; called on the connection's thread. */
    interface Events {
        /** A frame, covered by demand. */
        void frame(ByteBuffer frame);

        /** A part of a frame. */
        void arriving();

        /** No frame comes after this. */
        void peerClosed();

        /** The connection has ended: nobody is there to write to. */
        void disconnected();

        /** The connection is of no more use. */
        void failed(Throwable cause);
    }

    private final Channel connection;
    private final Demand demand = new Demand();
    private final FrameDecoder decoder;
    private final boolean underTls;
    private final Deque<ByteBuf> unread = new ArrayDeque<>();
    private @Nullable Events events;

    /** Tells {@link #events} of a failure; from before, for there may be no memory to make it then. */
    private final Consumer<Throwable> failing = this::tell;

    private @Nullable ByteBuffer held;
    private boolean inputEnded;
    private boolean hungUp;
    private boolean stopped;
    private boolean running;

    SocketReader(Channel connection, int maxFrameBytes) {
        this.connection = connection;
        underTls = connection.pipeline().get(SslHandler.class) != null;
        decoder = new FrameDecoder(maxFrameBytes, FrameMark.OUTPUT_ENDED);
    }

    /** From now on it reads and delivers. To be called once, on the connection's thread. */
    void begin(Events listener) {
        events = listener;
        if (inputEnded) {
            listener.disconnected();
        }
        run();
    }

    /** What it reads. Once that has closed it knows its reader no more. */
    Channel connection() {
        return connection;
    }

    /** What it reads, for those who write to it past its thread; null if nobody may. */
    @Nullable
    WritableByteChannel socket(Medium medium) {
        return underTls ? null : medium.socket(connection);
    }

    /** Takes what the handshake has read too much; the reader's to release. Before {@link #begin}. */
    void take(ByteBuf bytes) {
        unread.add(bytes);
    }

    /** Asks for frames; any thread. True if the reader has to be {@link #run} for it. */
    boolean request(int frames) {
        return demand.add(frames);
    }

    /** Delivers nothing more, and drops what it holds. On the connection's thread. */
    void stop() {
        stopped = true;
        held = null;
        unread.forEach(ByteBuf::release);
        unread.clear();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (stopped || !bytes.isReadable()) {
            bytes.release();
        } else {
            readToTheEndIfItHasCome();
            unread.add(bytes);
            run();
            tellOfPart();
        }
    }

    private void tellOfPart() {
        Events listener = events;
        if (listener != null && !stopped && decoder.insideFrame()) {
            listener.arriving();
        }
    }

    /**
     * Bytes that come although reading was stopped: native epoll does that when the peer has hung up, and at no other time.
     * Once it has, Netty 4.2 could not resume a stopped reading (it takes a descriptor without interests out of epoll and
     * fails to modify it later), and what the kernel still holds would be lost. So the rest is read now; it is not more
     * than the socket's buffers hold, for nobody adds to it. Not so under TLS, which is never over native epoll and hands on
     * the records of one reading one by one.
     */
    private void readToTheEndIfItHasCome() {
        if (!underTls && !connection.config().isAutoRead()) {
            hungUp = true;
            connection.config().setAutoRead(true);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
    }

    /**
     * A broken connection is an end like any other: whether a frame was torn tells how bad it is. Bytes that TLS does not
     * take are no end: somebody has changed them.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Events listener = events;
        if (cause instanceof OutOfMemoryError memory && listener != null && !stopped) {
            fail(ChannelException.noMemory(memory));
        } else if (cause instanceof DecoderException && listener != null && !stopped) {
            fail(new ChannelException(
                    ErrorCode.FRAME_CORRUPT, "what came is not what the peer has sent: " + cause.getMessage(), cause));
        } else {
            end();
        }
    }

    private void end() {
        inputEnded = true;
        Events listener = events;
        if (listener != null) {
            listener.disconnected();
        }
        run();
    }

    /** Does what can be done now. */
    void run() {
        Events listener = events;
        if (listener == null || running || stopped) {
            return;
        }
        running = true;
        try {
            boolean more = true;
            while (more && !stopped) {
                more = deliver(listener) && feed(listener);
            }
        } catch (ChannelException e) {
            fail(e);
        } catch (OutOfMemoryError e) {
            fail(ChannelException.noMemory(e));
        } catch (RuntimeException | LinkageError e) {
            fail(new ChannelException(ErrorCode.CHANNEL_CLOSED, "the channel is of no more use: " + e, e));
        } finally {
            running = false;
        }
    }

    private void fail(ChannelException cause) {
        stop();
        OnceThereIsMemory.give(failing, cause);
    }

    private void tell(Throwable cause) {
        Events listener = events;
        if (listener != null) {
            listener.failed(cause);
        }
    }

    /** Delivers what has been decoded. False if it has to wait for demand. */
    private boolean deliver(Events listener) {
        while (!stopped) {
            ByteBuffer frame = held == null ? decoder.next() : held;
            if (frame == null) {
                return !isEndMarked(listener);
            }
            if (!demand.take()) {
                held = frame;
                if (!hungUp) {
                    connection.config().setAutoRead(false);
                }
                return false;
            }
            held = null;
            listener.frame(frame);
        }
        return false;
    }

    /** Whether the peer says that no frame comes any more. What it sends after that is dropped. */
    private boolean isEndMarked(Events listener) {
        if (decoder.takeMark() == null) {
            return false;
        }
        stop();
        resume();
        listener.peerClosed();
        return true;
    }

    /** Reads on, if only to notice the end of the connection. */
    private void resume() {
        if (!inputEnded) {
            connection.config().setAutoRead(true);
        }
    }

    /** Gives the decoder more to work on. False if nothing is there. */
    private boolean feed(Events listener) {
        ByteBuf bytes = unread.peek();
        if (bytes == null) {
            awaitMore(listener);
            return false;
        }
        ByteBuffer space = decoder.space();
        int count = Math.min(space.remaining(), bytes.readableBytes());
        bytes.readBytes(space.limit(space.position() + count));
        decoder.filled(count);
        if (!bytes.isReadable()) {
            unread.remove();
            bytes.release();
        }
        return true;
    }

    private void awaitMore(Events listener) {
        if (!inputEnded) {
            resume();
            return;
        }
        stopped = true;
        if (decoder.insideFrame()) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED, "the peer is gone, and what it sent ends inside a frame", null);
        }
        listener.peerClosed();
    }
}
