package dev.procession.testkit.mutant;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.TransportProvider;
import dev.procession.testkit.memory.InMemoryTransport;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The in-memory transport with one defect at each end. */
record MutantTransport(Supplier<MutantEnd> defect) implements TransportProvider {
    private static final InMemoryTransport HEALTHY = new InMemoryTransport();

    @Override
    public String name() {
        return "mutant";
    }

    @Override
    public int preference() {
        return HEALTHY.preference();
    }

    @Override
    public Set<Trait> traits() {
        return HEALTHY.traits();
    }

    @Override
    public Optional<String> unavailableBecause() {
        return Optional.empty();
    }

    @Override
    public Acceptor open(ChannelOptions options, LaunchLink link) {
        return new MutantAcceptor(HEALTHY.open(options, link), defect);
    }

    @Override
    public Channel connect(String address, ChannelOptions options, LaunchLink link, ChannelListener listener) {
        MutantEnd mutant = defect.get();
        mutant.between(listener);
        mutant.between(HEALTHY.connect(address, options, link, mutant));
        return mutant;
    }

    private record MutantAcceptor(Acceptor healthy, Supplier<MutantEnd> defect) implements Acceptor {
        @Override
        public String address() {
            return healthy.address();
        }

        @Override
        public Channel accept(ChannelListener listener, Duration limit) throws InterruptedException {
            MutantEnd mutant = defect.get();
            mutant.between(listener);
            mutant.between(healthy.accept(mutant, limit));
            return mutant;
        }

        @Override
        public void close() {
            healthy.close();
        }
    }
}
