package dev.procession.transport.socket;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.TransportProvider.Acceptor;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.TransportException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The parent's end before the child has come: a listening socket of its own, which lets in one who knows the secret and
 * then closes.
 */
final class SocketAcceptor implements Acceptor {
    /** How many connections may wait for our thread. */
    private static final int BACKLOG = 1_024;

    private final ChannelOptions options;
    private final EventLoops.Lease loops;
    private final SocketFile file;
    private final Endpoint endpoint;
    private final io.netty.channel.Channel listening;
    private final Strangers strangers;

    /** Whether the connection of the child has an owner, or none is wanted any more. */
    private final AtomicBoolean taken = new AtomicBoolean();

    private final AtomicBoolean closed = new AtomicBoolean();

    /** What listens, where, and who has come there. */
    private record Door(Endpoint endpoint, io.netty.channel.Channel listening, Strangers strangers) {}

    private SocketAcceptor(ChannelOptions options, EventLoops.Lease loops, SocketFile file, Door door) {
        this.options = options;
        this.loops = loops;
        this.file = file;
        this.endpoint = door.endpoint();
        this.listening = door.listening();
        this.strangers = door.strangers();
    }

    /**
     * Listens.
     *
     * @throws TransportException if that cannot be done there
     */
    static SocketAcceptor open(Endpoint where, Medium medium, ChannelOptions options, Cover cover) {
        SocketFile file = where.family() == Endpoint.Family.UNIX ? SocketFile.create() : SocketFile.none();
        EventLoops.Lease loops = EventLoops.lease(medium, Cover.Side.PARENT);
        boolean opened = false;
        try {
            Endpoint endpoint = file.isNone() ? where : file.endpoint();
            SocketAcceptor acceptor = new SocketAcceptor(options, loops, file, listen(endpoint, loops, options, cover));
            opened = true;
            return acceptor.prepared();
        } finally {
            if (!opened) {
                loops.release();
                file.delete();
            }
        }
    }

    private SocketAcceptor prepared() {
        try {
            file.restrict();
        } catch (TransportException e) {
            close();
            throw e;
        }
        strangers.child().thenRun(this::stopListening);
        return this;
    }

    private static Door listen(Endpoint endpoint, EventLoops.Lease loops, ChannelOptions options, Cover cover) {
        Strangers strangers = new Strangers();
        Medium medium = loops.medium();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.group())
                .channel(medium.server(endpoint.family()))
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(io.netty.channel.Channel stranger) {
                        Connector.configure(stranger, endpoint.family());
                        cover.put(stranger);
                        stranger.pipeline().addLast(new ParentHandshake(cover, strangers, options.maxFrameBytes()));
                    }
                });
        ChannelFuture bound = bootstrap.bind(medium.address(endpoint)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new TransportException(
                    ErrorCode.TRANSPORT_UNAVAILABLE,
                    "the socket transport cannot listen at " + endpoint.text() + " ("
                            + bound.cause().getMessage() + "): it takes an address of this machine, and a port that"
                            + " nobody has; each worker needs one of its own, so a port other than 0 serves a single one",
                    bound.cause());
        }
        Endpoint there = endpoint.family() == Endpoint.Family.UNIX
                ? endpoint
                : endpoint.bound((InetSocketAddress) bound.channel().localAddress());
        return new Door(there, bound.channel(), strangers);
    }

    @Override
    public String address() {
        return endpoint.text();
    }

    @Override
    public Channel accept(ChannelListener listener, Duration limit) throws InterruptedException {
        try {
            SocketReader child = strangers.child().get(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (!taken.compareAndSet(false, true)) {
                throw closedBefore();
            }
            return SocketChannel.open(child, EventLoops.lease(loops.medium(), Cover.Side.PARENT), options, listener);
        } catch (TimeoutException e) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED,
                    "the child has not connected to " + address() + " within the limit of " + limit + "; "
                            + strangers.refused() + " others have tried and did not know the secret"
                            + strangers.complaint(),
                    e);
        } catch (CancellationException e) {
            throw closedBefore();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes this with an exception", e);
        }
    }

    private ChannelException closedBefore() {
        return new ChannelException("the acceptor at " + address() + " was closed before the child had connected");
    }

    private void stopListening() {
        listening.close();
        file.delete();
        strangers.closeAll();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        boolean unwanted = taken.compareAndSet(false, true);
        stopListening();
        if (unwanted && !strangers.child().isCancelled()) {
            Cover.close(strangers.child().join().connection());
        }
        listening.closeFuture().addListener(over -> loops.release());
    }
}
