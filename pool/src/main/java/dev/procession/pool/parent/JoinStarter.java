package dev.procession.pool.parent;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.LaunchException;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.ledger.Ledger;
import dev.procession.pool.protocol.Hello;
import dev.procession.pool.protocol.Invitation;
import dev.procession.pool.protocol.JoinLink;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a worker that somebody starts by hand, and after its loss for the next one: with the secret that follows, at
 * the same address.
 */
final class JoinStarter implements Starter {
    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    /** How long a worker that has proved itself may take to say hello. */
    private static final long HELLO_MILLIS = 10_000;

    private final TransportProvider provider;
    private final PoolEngine engine;
    private final Hello own;
    private Invitation invitation;
    private TransportProvider.@Nullable Acceptor acceptor;

    /** Listens at once, so that the address is known. */
    JoinStarter(TransportProvider provider, String address, PoolSettings settings, PoolEngine engine) {
        this.provider = provider;
        this.engine = engine;
        own = Hello.ofThisProcess(engine.codecs(), settings.channel().maxFrameBytes());
        invitation = Invitation.first(provider.getClass().getName(), address, settings.channel());
        TransportProvider.Acceptor open = listen();
        invitation = invitation.at(open.address());
        acceptor = open;
    }

    /** What the next worker has to know. */
    synchronized Invitation invitation() {
        return invitation;
    }

    private TransportProvider.Acceptor listen() {
        return provider.openAt(invitation.address(), invitation.options(), new JoinLink(invitation));
    }

    private synchronized TransportProvider.Acceptor acceptor() {
        TransportProvider.Acceptor open = acceptor;
        if (open == null) {
            open = listen();
        }
        acceptor = null;
        return open;
    }

    /** Gives back what was prepared, if nobody has been waited for yet. */
    synchronized void close() {
        if (acceptor != null) {
            acceptor.close();
        }
    }

    private synchronized void advance() {
        invitation = invitation.next();
    }

    @Override
    public Worker start(WorkerSlot slot, Ledger ledger, Consumer<ChildHandle> launched) throws InterruptedException {
        JoinedPeer peer = new JoinedPeer(slot.name(), new JoinLink(invitation()));
        try (TransportProvider.Acceptor open = acceptor()) {
            peer.exit().thenRun(open::close);
            launched.accept(peer);
            WorkerLink link = WorkerLink.toPeerWithoutLedger(peer, own, ledger, engine);
            Channel channel = open.accept(link.listener(), FOR_EVER);
            advance();
            link.open(channel, provider.traits());
            CompletableFuture<Void> unused = link.ended().thenAccept(peer::left);
            peer.exit().thenRun(link::close);
            peer.has(greet(peer, link).pid());
            return new Worker(slot, peer, link, ledger, System.nanoTime());
        }
    }

    private static Hello greet(JoinedPeer peer, WorkerLink link) throws InterruptedException {
        CompletableFuture<Object> answered = CompletableFuture.anyOf(link.hello(), link.ended());
        try {
            answered.get(HELLO_MILLIS, TimeUnit.MILLISECONDS);
            if (link.hello().isDone()) {
                return link.hello().get();
            }
            throw new LaunchException(
                    peer.name() + " left before it said hello: " + link.ended().getNow(""));
        } catch (TimeoutException e) {
            peer.kill();
            throw new LaunchException(ErrorCode.LAUNCH_FAILED, peer.name() + " said no hello within 10 s", e);
        } catch (ExecutionException e) {
            peer.kill();
            throw new LaunchException(ErrorCode.LAUNCH_FAILED, peer.name() + " cannot be understood", e.getCause());
        }
    }
}
