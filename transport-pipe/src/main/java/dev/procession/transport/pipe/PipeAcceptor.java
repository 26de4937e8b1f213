package dev.procession.transport.pipe;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.TransportProvider.Acceptor;
import dev.procession.core.error.ChannelException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** The parent's end before the child has spoken. Holds nothing, so there is nothing to give back. */
final class PipeAcceptor implements Acceptor {
    private final ChannelOptions options;
    private final LaunchLink link;
    private final Predicate<OutputStream> unblocked;

    /** Completed by the first word of the child, or in vain. */
    private final CompletableFuture<Void> opened = new CompletableFuture<>();

    PipeAcceptor(ChannelOptions options, LaunchLink link, Predicate<OutputStream> unblocked) {
        this.options = options;
        this.link = link;
        this.unblocked = unblocked;
    }

    @Override
    public String address() {
        return PipeTransport.ADDRESS;
    }

    @Override
    public Channel accept(ChannelListener listener, Duration limit) throws InterruptedException {
        PipeChannel channel = PipeChannel.accepting(options, link.takeStreams(), listener, opened, unblocked);
        boolean connected = false;
        try {
            channel.awaitOpened(limit);
            connected = true;
            return channel;
        } finally {
            if (!connected) {
                channel.close();
            }
        }
    }

    @Override
    public void close() {
        opened.completeExceptionally(new ChannelException("the acceptor was closed before"));
    }
}
