package dev.procession.transport.socket;

/** The contract over TLS. */
class TlsChannelContractTest extends SocketContract {
    TlsChannelContractTest() {
        super(Medium.NIO, "tls:127.0.0.1:0");
    }
}
