package dev.procession.transport.socket;

/** The contract over Unix-domain sockets, by the best way to ask the system for them. */
class UnixChannelContractTest extends SocketContract {
    UnixChannelContractTest() {
        super(Medium.best(), "unix:");
    }
}
