package dev.procession.testkit.memory;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.channel.memory.MemoryTransport;
import dev.procession.testkit.RawPeer;
import java.util.Optional;
import java.util.Set;

/**
 * Both ends of a channel in one JVM, by all the rules and with trait {@link
 * dev.procession.core.channel.TransportProvider.Trait#WAITER_READS}: {@link MemoryTransport}, with a raw peer. Needs no
 * launch link. Not registered as a service, since it cannot reach another process: make it where you need it.
 */
public final class InMemoryTransport implements TransportProvider {
    private final MemoryTransport memory = new MemoryTransport();

    /** The provider; does nothing yet. */
    public InMemoryTransport() {}

    /**
     * A child's end made by hand, for tests of what becomes of garbage and torn frames.
     *
     * @return the raw peer
     */
    public static RawPeer rawPeer() {
        return (address, options, link) -> new MemoryRawEnd(MemoryTransport.connectRaw(address), options);
    }

    @Override
    public String name() {
        return memory.name();
    }

    @Override
    public int preference() {
        return memory.preference();
    }

    @Override
    public Set<Trait> traits() {
        return memory.traits();
    }

    @Override
    public Optional<String> unavailableBecause() {
        return memory.unavailableBecause();
    }

    @Override
    public Acceptor open(ChannelOptions options, LaunchLink link) {
        return memory.open(options, link);
    }

    @Override
    public Channel connect(String address, ChannelOptions options, LaunchLink link, ChannelListener listener) {
        return memory.connect(address, options, link, listener);
    }
}
