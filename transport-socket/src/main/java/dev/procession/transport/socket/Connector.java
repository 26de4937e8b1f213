package dev.procession.transport.socket;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.transport.socket.ChildHandshake.WrongParent;
import dev.procession.transport.socket.Endpoint.Family;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The child's way to its parent: connects, proves itself, and comes back if it was sent away, as may happen among too many
 * strangers or on a machine that was too busy.
 */
final class Connector {
    /** How long all attempts of a child may take together. */
    static final Duration CHILD_LIMIT = Duration.ofSeconds(20);

    /** The same of one that was started by hand, which comes back by itself, perhaps with another secret. */
    static final Duration GUEST_LIMIT = Duration.ofSeconds(2);

    /** How long the parent may take to answer, on one connection. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    private static final long FIRST_PAUSE_MILLIS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 100;

    /** Before anyone is known no more memory than this is set aside for what he sends. */
    private static final int FIRST_READ_BYTES = 128;

    private static final int LARGEST_READ_BYTES = 256 << 10;

    private final Endpoint endpoint;
    private final EventLoops.Lease loops;
    private final Cover cover;
    private final int maxFrameBytes;
    private final Duration limit;

    Connector(Endpoint endpoint, EventLoops.Lease loops, Cover cover, int maxFrameBytes, Duration limit) {
        this.limit = limit;
        this.endpoint = endpoint;
        this.loops = loops;
        this.cover = cover;
        this.maxFrameBytes = maxFrameBytes;
    }

    /** What both ends ask of each connection. */
    static void configure(Channel connection, Family family) {
        ChannelConfig config = connection.config();
        // A failed write must not take away what has come and was not read yet.
        config.setOption(ChannelOption.AUTO_CLOSE, false);
        config.setRecvByteBufAllocator(
                new AdaptiveRecvByteBufAllocator(FIRST_READ_BYTES, FIRST_READ_BYTES, LARGEST_READ_BYTES));
        if (family != Family.UNIX) {
            config.setOption(ChannelOption.TCP_NODELAY, true);
        }
    }

    /**
     * Connects. Blocks until the limit, and then for the end of the last attempt.
     *
     * @throws ChannelException if the parent cannot be reached, or is another
     */
    SocketReader connect() {
        long deadline = System.nanoTime() + limit.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        try {
            while (true) {
                try {
                    return attempt();
                } catch (ExecutionException | TimeoutException e) {
                    Throwable cause = causeOf(e);
                    if (isFinal(cause) || System.nanoTime() > deadline) {
                        throw unreachable(cause);
                    }
                }
                TimeUnit.MILLISECONDS.sleep(pause);
                pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(e);
        }
    }

    private static Throwable causeOf(Exception failure) {
        Throwable cause = failure.getCause();
        return failure instanceof ExecutionException && cause != null ? cause : failure;
    }

    private SocketReader attempt() throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<SocketReader> known = new CompletableFuture<>();
        Bootstrap bootstrap = new Bootstrap()
                .group(loops.group())
                .channel(loops.medium().client(endpoint.family()))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        configure(connection, endpoint.family());
                        cover.put(connection);
                        connection.pipeline().addLast(new ChildHandshake(cover, maxFrameBytes, known));
                    }
                });
        ChannelFuture connecting = bootstrap.connect(loops.medium().address(endpoint));
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                known.completeExceptionally(done.cause());
            }
        });
        try {
            return known.get(ANSWER_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            if (known.cancel(false) || known.isCompletedExceptionally()) {
                Cover.close(connecting.channel());
            }
        }
    }

    /** Whether another attempt would end the same: the parent listens no more, or somebody else does. */
    private boolean isFinal(Throwable cause) {
        if (cause instanceof WrongParent) {
            return true;
        }
        return endpoint.family() == Family.UNIX
                ? !Files.exists(Path.of(endpoint.place()))
                : cause instanceof ConnectException;
    }

    private ChannelException unreachable(Throwable cause) {
        return new ChannelException(
                ErrorCode.CHANNEL_CLOSED,
                "the parent cannot be reached at " + endpoint.text() + ": "
                        + (cause.getMessage() == null ? cause.toString() : cause.getMessage()),
                cause);
    }
}
