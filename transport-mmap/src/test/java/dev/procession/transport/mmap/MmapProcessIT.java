package dev.procession.transport.mmap;

import dev.procession.core.channel.TransportProvider;
import dev.procession.testkit.ProcessContract;

/** The queues between two real processes. */
class MmapProcessIT extends ProcessContract {
    @Override
    public TransportProvider provider() {
        return new MmapTransport();
    }
}
