package dev.procession.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.TransportProvider.Acceptor;
import dev.procession.core.error.ChannelException;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.testkit.Await;
import dev.procession.testkit.LeakGuard;
import dev.procession.testkit.RecordingListener;
import dev.procession.testkit.RecordingListener.Event;
import dev.procession.testkit.loopback.LoopbackLink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the contract cannot ask of every transport: sockets, their files, and who answers there. */
@ExtendWith(LeakGuard.class)
class SocketChannelTest {
    private static final ChannelOptions OPTIONS = ChannelOptions.defaults();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final LoopbackLink.Pair links = LoopbackLink.pair();
    private final RecordingListener listener = new RecordingListener(PATIENCE);

    @AfterEach
    void closeLinks() {
        links.close();
    }

    /** The kernel holds more than one read brings, and native epoll reports the hang-up before it was read. */
    @ParameterizedTest
    @CsvSource({"unix:,EPOLL", "unix:,NIO", "tcp:,EPOLL", "tcp:,NIO", "tls:,NIO"})
    void whatADeadPeerHasSentIsDeliveredToTheLastByteThoughDemandComesLater(String address, Medium asked)
            throws Exception {
        Medium medium = asked == Medium.NIO ? Medium.NIO : Medium.best();
        ByteBuffer frame = ByteBuffer.allocate(FrameEncoder.HEADER_BYTES + 10_000);
        new FrameEncoder(OPTIONS.maxFrameBytes()).putHeader(frame, 10_000);
        try (Acceptor acceptor = new SocketTransport(medium, address).open(OPTIONS, links.parent());
                RawSocket peer =
                        RawSocket.proven(acceptor.address(), links.child().secret())) {
            try (Channel channel = acceptor.accept(listener, PATIENCE)) {
                for (int i = 0; i < 15; i++) {
                    peer.write(frame.array());
                }
                peer.die();
                assertThat(listener.staysAt(Event.PEER_CLOSED, 0, Duration.ofMillis(100)))
                        .isTrue();
                channel.request(14);
                listener.awaitFrames(14);
                channel.request(1);
                listener.await(Event.PEER_CLOSED, 1);
                assertThat(listener.frames()).hasSize(15);
            }
        }
    }

    @Test
    void aPeerThatIsGoneBeforeItIsAcceptedIsAnEndLikeAnyOther() throws Exception {
        try (Acceptor acceptor = new SocketTransport().open(OPTIONS, links.parent())) {
            RawSocket.proven(acceptor.address(), links.child().secret()).close();
            Await.untilTrue(() -> !answers(acceptor.address()), PATIENCE, () -> "it still listens");
            try (Channel channel = acceptor.accept(listener, PATIENCE)) {
                listener.await(Event.PEER_CLOSED, 1);
                assertThatThrownBy(() -> channel.offer(List.of(ByteBuffer.allocate(1))))
                        .isInstanceOf(ChannelException.class);
            }
        }
    }

    @Test
    void theSocketsFileIsPrivateAndIsUnlinkedOnceTheChildHasCome() throws Exception {
        try (Acceptor acceptor = new SocketTransport(null, "unix:").open(OPTIONS, links.parent())) {
            Path file = Path.of(Endpoint.parse(acceptor.address()).place());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                    .isEqualTo("rwx------");
            try (RawSocket peer =
                            RawSocket.proven(acceptor.address(), links.child().secret());
                    Channel channel = acceptor.accept(listener, PATIENCE)) {
                assertThat(peer.isOpen()).isTrue();
                assertThat(channel).isNotNull();
                Await.untilTrue(() -> !Files.exists(file), PATIENCE, () -> file + " is still there");
            }
        }
    }

    @Test
    void theSocketsFileIsUnlinkedWithAnAcceptorThatNobodyCameTo() {
        Acceptor acceptor = new SocketTransport(null, "unix:").open(OPTIONS, links.parent());
        Path file = Path.of(Endpoint.parse(acceptor.address()).place());
        assertThat(file).exists();
        acceptor.close();
        assertThat(file).doesNotExist();
    }

    @Test
    void withoutBeingAskedItTakesAUnixDomainSocket() {
        try (Acceptor acceptor = new SocketTransport().open(OPTIONS, links.parent())) {
            assertThat(acceptor.address()).startsWith("unix:/");
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "tcp:127.0.0.1:" + other.getLocalPort();
            assertThatThrownBy(() -> new SocketTransport(null, address).open(OPTIONS, links.parent()))
                    .hasMessageContaining(address)
                    .hasMessageContaining("a port that nobody has");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void aChildWhoseParentIsGoneSaysSoAtOnce(Medium asked) throws Exception {
        Medium medium = asked == Medium.NIO ? Medium.NIO : Medium.best();
        for (String address : List.of("unix:", "tcp:", "tls:")) {
            SocketTransport transport = new SocketTransport(medium, address);
            Acceptor acceptor = transport.open(OPTIONS, links.parent());
            acceptor.close();
            Await.untilTrue(() -> !answers(acceptor.address()), PATIENCE, () -> "it still listens after its close");
            long begin = System.nanoTime();
            assertThatThrownBy(() -> transport.connect(acceptor.address(), OPTIONS, links.child(), listener))
                    .isInstanceOf(ChannelException.class)
                    .hasMessageContaining(acceptor.address());
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void aChildTellsAnImpostorNoMoreThanAProofForHisNonce() throws Exception {
        impostor(new byte[Handshake.ANSWER_BYTES], "does not know the secret");
    }

    @Test
    void aChildDoesNotTalkToWhoIsNoParent() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ExecutorService background = Executors.newSingleThreadExecutor();
            try {
                background.submit(() -> {
                    try (Socket child = other.accept()) {
                        child.getOutputStream()
                                .write("SSH-2.0-OpenSSH".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                        return child.getInputStream().readAllBytes().length;
                    }
                });
                assertThatThrownBy(() -> connectTo(other)).hasMessageContaining("does not begin like");
            } finally {
                background.shutdownNow();
            }
        }
    }

    private void impostor(byte[] answer, String complaint) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ExecutorService background = Executors.newSingleThreadExecutor();
            try {
                background.submit(() -> {
                    try (Socket child = other.accept()) {
                        child.getOutputStream().write(Handshake.greeting(Handshake.nonce()));
                        child.getInputStream().readNBytes(Handshake.CLAIM_BYTES);
                        child.getOutputStream().write(answer);
                        return child.getInputStream().readAllBytes().length;
                    }
                });
                assertThatThrownBy(() -> connectTo(other)).hasMessageContaining(complaint);
            } finally {
                background.shutdownNow();
            }
        }
    }

    private Channel connectTo(ServerSocket server) {
        return new SocketTransport()
                .connect("tcp:127.0.0.1:" + server.getLocalPort(), OPTIONS, links.child(), listener);
    }

    private static boolean answers(String address) {
        try (RawSocket socket = RawSocket.connect(address)) {
            return socket.isOpen();
        } catch (IOException refused) {
            return false;
        }
    }
}
