package dev.procession.transport.ring;

import dev.procession.core.channel.TransportProvider;
import dev.procession.testkit.ProcessContract;

/** The rings between two real processes. */
class RingProcessIT extends ProcessContract {
    @Override
    public TransportProvider provider() {
        return new RingTransport();
    }
}
