package dev.procession.transport.socket;

/** The contract over TCP, by the best way to ask the system for it. */
class TcpChannelContractTest extends SocketContract {
    TcpChannelContractTest() {
        super(Medium.best(), "tcp:");
    }
}
