package com.example.nio;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.TransportProvider.Acceptor;
import java.time.Duration;

/** The parent's end before the child has come. */
final class NioAcceptor implements Acceptor {
    private final Rendezvous rendezvous;
    private final ChannelOptions options;

    NioAcceptor(Rendezvous rendezvous, ChannelOptions options) {
        this.rendezvous = rendezvous;
        this.options = options;
    }

    @Override
    public String address() {
        return rendezvous.address();
    }

    @Override
    public Channel accept(ChannelListener listener, Duration limit) throws InterruptedException {
        return NioChannel.start(rendezvous.await(limit), options, listener);
    }

    @Override
    public void close() {
        rendezvous.close();
    }
}
