package dev.procession.testkit.memory;

import dev.procession.core.channel.TransportProvider;
import dev.procession.testkit.ChannelContract;
import dev.procession.testkit.RawPeer;
import java.util.Optional;

class InMemoryChannelContractTest extends ChannelContract {
    @Override
    public TransportProvider provider() {
        return new InMemoryTransport();
    }

    @Override
    public Optional<RawPeer> rawPeer() {
        return Optional.of(InMemoryTransport.rawPeer());
    }
}
