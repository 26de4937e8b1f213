package dev.procession.transport.pipe;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.TransportProvider.Acceptor;
import java.time.Duration;

/** The parent's end before the child has spoken. Holds nothing, so there is nothing to give back. */
final class PipeAcceptor implements Acceptor {
    private final ChannelOptions options;
    private final LaunchLink link;

    PipeAcceptor(ChannelOptions options, LaunchLink link) {
        this.options = options;
        this.link = link;
    }

    @Override
    public String address() {
        return PipeTransport.ADDRESS;
    }

    @Override
    public Channel accept(ChannelListener listener, Duration limit) throws InterruptedException {
        PipeChannel channel = PipeChannel.accepting(options, link.takeStreams(), listener);
        boolean opened = false;
        try {
            channel.awaitOpened(limit);
            opened = true;
            return channel;
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    @Override
    public void close() {}
}
