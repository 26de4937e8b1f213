package dev.procession.transport.ring;

import dev.procession.core.channel.TransportProvider;
import dev.procession.testkit.ChannelContract;
import dev.procession.testkit.LeakGuard;
import dev.procession.testkit.RawPeer;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

/** By rings that most frames do not fit into. */
@ExtendWith(LeakGuard.class)
class SmallRingContractTest extends ChannelContract {
    @Override
    public TransportProvider provider() {
        return new RingTransport(RingFile.LEAST_RING_BYTES);
    }

    @Override
    public Optional<RawPeer> rawPeer() {
        return Optional.empty();
    }
}
