package dev.procession.testkit.memory;

import dev.procession.core.channel.TransportProvider;
import dev.procession.testkit.ChannelContract;
import dev.procession.testkit.LeakGuard;
import dev.procession.testkit.RawPeer;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakGuard.class)
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
