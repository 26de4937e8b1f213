package dev.procession.testkit.memory;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.testkit.RawPeer;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Both ends of a channel in one JVM, by all the rules and with trait {@link
 * dev.procession.core.channel.TransportProvider.Trait#WAITER_READS}. Needs no launch link. Not registered as a service,
 * since it cannot reach another process: make it where you need it.
 */
public final class InMemoryTransport implements TransportProvider {
    private static final Map<String, MemoryAcceptor> ACCEPTORS = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBER = new AtomicLong();

    /** The provider; does nothing yet. */
    public InMemoryTransport() {}

    /**
     * A child's end made by hand, for tests of what becomes of garbage and torn frames.
     *
     * @return the raw peer
     */
    public static RawPeer rawPeer() {
        return (address, options, link) -> {
            MemoryLine line = new MemoryLine();
            acceptorAt(address).connected(line);
            return new MemoryRawEnd(line, options);
        };
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public int preference() {
        return Integer.MIN_VALUE;
    }

    @Override
    public Set<Trait> traits() {
        return EnumSet.of(Trait.WAITER_READS);
    }

    @Override
    public Optional<String> unavailableBecause() {
        return Optional.empty();
    }

    @Override
    public Acceptor open(ChannelOptions options, LaunchLink link) {
        String address = "memory:" + NUMBER.incrementAndGet();
        MemoryAcceptor acceptor = new MemoryAcceptor(address, options, () -> ACCEPTORS.remove(address));
        ACCEPTORS.put(address, acceptor);
        return acceptor;
    }

    @Override
    public Channel connect(String address, ChannelOptions options, LaunchLink link, ChannelListener listener) {
        MemoryLine line = new MemoryLine();
        acceptorAt(address).connected(line);
        return MemoryChannel.start(line, line.up(), line.down(), options, listener);
    }

    private static MemoryAcceptor acceptorAt(String address) {
        MemoryAcceptor acceptor = ACCEPTORS.get(address);
        if (acceptor == null) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED,
                    "nobody accepts at " + address + " in this JVM; open an acceptor first",
                    null);
        }
        return acceptor;
    }
}
