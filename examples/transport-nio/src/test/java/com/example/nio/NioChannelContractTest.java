package com.example.nio;

import dev.procession.core.channel.TransportProvider;
import dev.procession.testkit.ChannelContract;
import dev.procession.testkit.LeakGuard;
import dev.procession.testkit.RawPeer;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakGuard.class)
class NioChannelContractTest extends ChannelContract {
    @Override
    public TransportProvider provider() {
        return new NioTransport();
    }

    @Override
    public Optional<RawPeer> rawPeer() {
        return Optional.of(RawSocket::open);
    }
}
