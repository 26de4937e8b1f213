package dev.procession.it.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.connection.Connection;
import dev.procession.core.connection.ConnectionOptions;
import dev.procession.core.connection.Listener;
import dev.procession.core.error.AuthenticationException;
import dev.procession.core.error.ConnectionException;
import dev.procession.core.error.EndOfStreamException;
import dev.procession.testkit.Await;
import dev.procession.testkit.LeakGuard;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, who does not, and what becomes of the socket. */
@ExtendWith(LeakGuard.class)
class ListenerTest {
    private static final byte[] KEY = Listener.newKey();
    private static final byte[] OTHER = Listener.newKey();
    private static final SocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    Path folder;

    private static void talk(Listener listener) throws Exception {
        try (Connection<Object> client = Connection.connect(listener.address(), KEY);
                Connection<Object> server = listener.accept(Threads.LIMIT)) {
            client.send("hello");
            assertThat(server.receive()).isEqualTo("hello");
            server.sendBytes(new byte[5_000_000], 0, 10);
            assertThat(client.receiveBytes()).hasSize(10);
        }
    }

    @Test
    void aListenerOfItsOwnChoiceIsPrivateAndLeavesNothing() throws Exception {
        Path file;
        try (Listener listener = Listener.bind(KEY)) {
            file = ((UnixDomainSocketAddress) listener.address()).getPath();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                    .isEqualTo("rwx------");
            talk(listener);
            talk(listener);
            assertThat(listener.toString()).contains(file.toString());
        }
        assertThat(file).doesNotExist();
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void loopbackAddressesCanBeUsedAgainAtOnce() throws Exception {
        SocketAddress address;
        try (Listener listener = Listener.bind(LOOPBACK, KEY)) {
            address = listener.address();
            talk(listener);
        }
        try (Listener again = Listener.bind(address, KEY)) {
            assertThat(again.address()).isEqualTo(address);
            talk(again);
            assertThatThrownBy(() -> Listener.bind(address, KEY))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void aPathInUseIsRefusedAndAStaleOneTaken() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        ServerSocketChannel dead =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
        dead.close(); // its file stays, as after kill -9
        assertThat(address.getPath()).exists();
        try (Listener listener = Listener.bind(address, KEY)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(address.getPath())))
                    .isEqualTo("rw-------");
            assertThatThrownBy(() -> Listener.bind(address, KEY))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining(address.getPath().toString());
            talk(listener);
        }
        assertThat(address.getPath()).doesNotExist();
        Files.writeString(address.getPath(), "no socket");
        assertThatThrownBy(() -> Listener.bind(address, KEY)).isInstanceOf(ConnectionException.class);
        assertThat(address.getPath()).hasContent("no socket");
        assertThatThrownBy(() -> Listener.bind(UnixDomainSocketAddress.of(folder.resolve("x".repeat(100))), KEY))
                .hasMessageContaining("103");
    }

    @Test
    void anotherKeyIsToldBothSides() throws Exception {
        try (Listener listener = Listener.bind(KEY)) {
            assertThatThrownBy(() -> Connection.connect(listener.address(), OTHER))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("the listener there has another key, or has been closed");
            Await.untilTrue(() -> listener.refused() == 1, Threads.LIMIT, () -> "refused " + listener.refused());
            assertThatThrownBy(() -> listener.accept(Duration.ZERO))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("1 were turned away");
            talk(listener);
        }
    }

    @Test
    void aListenerWithoutTheKeyIsNoticed() throws Exception {
        try (ServerSocketChannel impostor = ServerSocketChannel.open().bind(LOOPBACK)) {
            Threads.Running<Void> answering = Threads.run(() -> {
                try (SocketChannel socket = impostor.accept()) {
                    byte[] greeting = new byte[40];
                    System.arraycopy(
                            "PRCN-CN1".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, greeting, 0, 8);
                    socket.write(ByteBuffer.wrap(greeting));
                    readAll(socket, ByteBuffer.allocate(88));
                    byte[] answer = new byte[32];
                    answer[0] = 1;
                    socket.write(ByteBuffer.wrap(answer));
                    return null;
                }
            });
            assertThatThrownBy(() -> Connection.connect(impostor.getLocalAddress(), KEY))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("does not have the key itself");
            answering.get();
        }
    }

    private static void readAll(SocketChannel socket, ByteBuffer into) throws Exception {
        while (into.hasRemaining() && socket.read(into) >= 0) {
            // until it is full
        }
    }

    @Test
    void nobodyThereAndNobodyAnsweringAreToldInTime() throws Exception {
        assertThatThrownBy(() -> Connection.connect(UnixDomainSocketAddress.of(folder.resolve("none")), KEY))
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("cannot be reached");
        try (ServerSocketChannel silent = ServerSocketChannel.open().bind(LOOPBACK)) {
            ConnectionOptions hasty = ConnectionOptions.standard().handshakeLimit(Duration.ofMillis(50));
            assertThatThrownBy(() -> Connection.connect(silent.getLocalAddress(), KEY, hasty))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("in time");
        }
    }

    @Test
    void strangersOfAllKindsNeitherGetInNorHoldUpOthers() throws Exception {
        ConnectionOptions hasty = ConnectionOptions.standard().handshakeLimit(Duration.ofMillis(500));
        List<SocketChannel> strangers = new ArrayList<>();
        try (Listener listener = Listener.bind(LOOPBACK, KEY, hasty)) {
            Random random = new Random(5);
            for (int i = 0; i < 150; i++) {
                SocketChannel stranger = SocketChannel.open(listener.address());
                strangers.add(stranger);
                byte[] bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
                if (i % 3 == 0) {
                    stranger.write(ByteBuffer.wrap(bytes)); // garbage
                } else if (i % 3 == 1) {
                    stranger.write(ByteBuffer.wrap("PRCN-CN1".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
                    stranger.write(ByteBuffer.wrap(bytes)); // half a handshake, or a bad one
                } // the others say nothing
            }
            talk(listener);
            Await.untilTrue(() -> listener.refused() == 150, Threads.LIMIT, () -> "turned away: " + listener.refused());
            for (SocketChannel stranger : strangers) {
                ByteBuffer all = ByteBuffer.allocate(1_000);
                try {
                    readAll(stranger, all);
                } catch (java.io.IOException reset) {
                    // It was closed with what it had not read.
                }
                assertThat(all.position()).isLessThanOrEqualTo(72);
            }
            talk(listener);
        } finally {
            for (SocketChannel stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void aComerWhoIsGoneBeforeHeIsAcceptedIsSeenAsGone() throws Exception {
        try (Listener listener = Listener.bind(KEY)) {
            try (Connection<String> client = Connection.connect(listener.address(), KEY)) {
                client.send("was here");
            }
            try (Connection<String> server = listener.accept()) {
                assertThat(server.poll(Threads.LIMIT)).isTrue();
                assertThat(server.receive()).isEqualTo("was here");
                assertThatThrownBy(server::receive)
                        .isInstanceOf(EndOfStreamException.class)
                        .hasMessageContaining("closed");
            }
        }
    }

    @Test
    void closeEndsAcceptAndAnInterruptDoesNotHurt() throws Exception {
        Listener listener = Listener.bind(KEY);
        Threads.Running<Object> interrupted =
                Threads.<Object>run(listener::accept).awaitBlocked();
        interrupted.interrupt();
        assertThatThrownBy(interrupted::get).hasCauseInstanceOf(InterruptedException.class);
        talk(listener);

        Threads.Running<Object> accepting =
                Threads.<Object>run(listener::accept).awaitBlocked();
        listener.close();
        listener.close();
        assertThatThrownBy(accepting::get).rootCause().hasMessageContaining("is closed");
        assertThatThrownBy(listener::accept).hasMessageContaining("is closed");
    }

    @Test
    void shortKeysAndFarAddressesAreRefused() {
        assertThatThrownBy(() -> Listener.bind(new byte[0])).hasMessageContaining("Listener.newKey()");
        assertThatThrownBy(() -> Listener.bind(new InetSocketAddress("0.0.0.0", 0), KEY))
                .hasMessageContaining("anyAddress()");
        assertThatThrownBy(() -> Connection.connect(LOOPBACK, new byte[15])).hasMessageContaining("at least 16");
        assertThatThrownBy(() -> Listener.bind(new SocketAddress() {}, KEY))
                .hasMessageContaining("UnixDomainSocketAddress");
    }

    @Test
    void aListenerBeyondTheLoopbackInterfaceIsThereIfAskedFor() throws Exception {
        ConnectionOptions far = ConnectionOptions.standard().anyAddress();
        try (Listener listener = Listener.bind(new InetSocketAddress("0.0.0.0", 0), KEY, far)) {
            int port = ((InetSocketAddress) listener.address()).getPort();
            try (Connection<Object> client =
                    Connection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), KEY)) {
                client.send(1);
                try (Connection<Object> server = listener.accept()) {
                    assertThat(server.receive()).isEqualTo(1);
                }
            }
        }
    }
}
