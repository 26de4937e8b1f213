package dev.procession.testkit.fault;

import dev.procession.core.channel.TransportProvider;
import dev.procession.testkit.ChannelContract;
import dev.procession.testkit.LeakGuard;
import dev.procession.testkit.RawPeer;
import dev.procession.testkit.memory.InMemoryTransport;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

/** Without faults it is a transport like any other. */
@ExtendWith(LeakGuard.class)
class FaultyChannelContractTest extends ChannelContract {
    @Override
    public TransportProvider provider() {
        return FaultyTransport.over(new InMemoryTransport(), FaultPlan.seeded(1));
    }

    @Override
    public Optional<RawPeer> rawPeer() {
        RawPeer beneath = InMemoryTransport.rawPeer();
        return Optional.of((address, options, link) ->
                beneath.connect(address.substring(address.indexOf('|') + 1), options, link));
    }
}
