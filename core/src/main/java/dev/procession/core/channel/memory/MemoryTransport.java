package dev.procession.core.channel.memory;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Both ends of a channel in one JVM, by all the rules and with trait {@link TransportProvider.Trait#WAITER_READS}. Needs no
 * launch link. Not registered as a service, since it cannot reach another process.
 */
public final class MemoryTransport implements TransportProvider {
    private static final Map<String, MemoryAcceptor> ACCEPTORS = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBER = new AtomicLong();

    /** The provider; does nothing yet. */
    public MemoryTransport() {}

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

    /**
     * A child's end without a channel, for tests of what becomes of bytes that are no frames.
     *
     * @param address of an acceptor
     * @return the end
     */
    public static RawEnd connectRaw(String address) {
        MemoryLine line = new MemoryLine();
        acceptorAt(address).connected(line);
        return new RawEnd(line);
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

    /** Bare hands on the child's wire. Thread-safe. */
    public static final class RawEnd implements AutoCloseable {
        private final MemoryLine line;

        RawEnd(MemoryLine line) {
            this.line = line;
        }

        /**
         * Sends bytes as they are.
         *
         * @param bytes not to be changed afterwards
         */
        public void put(ByteBuffer bytes) {
            change(() -> line.up().put(bytes));
        }

        /** Ends both directions. */
        @Override
        public void close() {
            change(() -> {
                line.up().end();
                line.down().abandon();
            });
        }

        private void change(Runnable change) {
            line.lock().lock();
            try {
                change.run();
                line.tell();
            } finally {
                line.lock().unlock();
            }
        }
    }
}
