package com.example.nio;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.TransportProvider;
import java.util.Optional;
import java.util.Set;

/** Frames over a Unix-domain socket for each worker. */
public final class NioTransport implements TransportProvider {
    /** Does nothing: made in the parent by ServiceLoader, in the child by its class name. */
    public NioTransport() {}

    @Override
    public String name() {
        return "nio";
    }

    @Override
    public int preference() {
        return 0;
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.LOCAL_PROCESS, Trait.SHARED_FILES);
    }

    @Override
    public Optional<String> unavailableBecause() {
        return Optional.empty(); // wherever Procession launches children, Java has these sockets
    }

    @Override
    public Acceptor open(ChannelOptions options, LaunchLink link) {
        return new NioAcceptor(Rendezvous.open(), options);
    }

    @Override
    public Channel connect(String address, ChannelOptions options, LaunchLink link, ChannelListener listener) {
        return NioChannel.start(Rendezvous.reach(address), options, listener);
    }
}
