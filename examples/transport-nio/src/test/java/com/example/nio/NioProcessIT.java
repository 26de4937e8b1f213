package com.example.nio;

import dev.procession.core.channel.TransportProvider;
import dev.procession.testkit.ProcessContract;

class NioProcessIT extends ProcessContract {
    @Override
    public TransportProvider provider() {
        return new NioTransport();
    }
}
