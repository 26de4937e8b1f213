package dev.procession.testkit;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.TransportProvider;
import dev.procession.testkit.loopback.LoopbackLink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Both ends of a channel in one JVM, connected by a transport over a loopback link.
 *
 * @param parent the end that accepted
 * @param child the end that connected
 * @param links what lies beneath
 */
public record ChannelPair(ChannelEnd parent, ChannelEnd child, LoopbackLink.Pair links) implements AutoCloseable {
    /**
     * Connects two ends.
     *
     * @param transport gives the provider; asked once for each end
     * @param atParent the parent's limits
     * @param atChild the child's limits, the same for a healthy peer
     * @param patience how long each wait lasts at the most
     * @return the open pair, to be closed by the caller
     */
    public static ChannelPair open(
            Callable<TransportProvider> transport, ChannelOptions atParent, ChannelOptions atChild, Duration patience) {
        LoopbackLink.Pair links = LoopbackLink.pair();
        RecordingListener parentListener = new RecordingListener(patience);
        RecordingListener childListener = new RecordingListener(patience);
        try (var acceptor = transport.call().open(atParent, links.parent())) {
            String address = acceptor.address();
            FutureTask<Channel> child =
                    inBackground(() -> transport.call().connect(address, atChild, links.child(), childListener));
            Channel parent = acceptor.accept(parentListener, patience);
            return new ChannelPair(
                    new ChannelEnd(parent, parentListener),
                    new ChannelEnd(join(child, patience), childListener),
                    links);
        } catch (Exception e) {
            links.close();
            throw new AssertionError("the two ends did not connect", e);
        }
    }

    /** Closes both channels and what lies beneath. */
    @Override
    public void close() {
        parent.channel().close();
        child.channel().close();
        links.close();
    }

    /** Fails if either listener was called as a channel must not. */
    void assertNoViolations() {
        List<String> atParent = parent.listener().violations();
        List<String> atChild = child.listener().violations();
        if (!atParent.isEmpty() || !atChild.isEmpty()) {
            throw new AssertionError(
                    "a listener was called in a forbidden way; parent: " + atParent + "; child: " + atChild);
        }
    }

    static <T> FutureTask<T> inBackground(Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread thread = new Thread(task, "testkit-background");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    static <T> T join(FutureTask<T> task, Duration patience)
            throws InterruptedException, TimeoutException, ExecutionException {
        return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
