package dev.procession.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.TransportProvider.Acceptor;
import dev.procession.core.error.ChannelException;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.testkit.Await;
import dev.procession.testkit.LeakGuard;
import dev.procession.testkit.RecordingListener;
import dev.procession.testkit.loopback.LoopbackLink;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers at the door: each is sent away within a second, at no cost, and the child gets in all the same. */
@ExtendWith(LeakGuard.class)
@ParameterizedClass
@ValueSource(strings = {"unix:", "tcp:", "tls:"})
class HandshakeTest {
    private static final ChannelOptions OPTIONS = ChannelOptions.defaults();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration REFUSAL_LIMIT = Duration.ofSeconds(1);
    private static final int STRANGERS = 1_000;

    /** What a connection under TLS may cost: the buffers for its records and the arithmetic of its keys. */
    private static final int TLS_BYTES = 1 << 20;

    @Parameter
    String address = "";

    private final LoopbackLink.Pair links = LoopbackLink.pair();
    private final RecordingListener atParent = new RecordingListener(PATIENCE);
    private final RecordingListener atChild = new RecordingListener(PATIENCE);
    private Acceptor acceptor;

    @BeforeEach
    void open() {
        acceptor = transport().open(OPTIONS, links.parent());
    }

    @AfterEach
    void close() {
        acceptor.close();
        links.close();
    }

    @Test
    void aWrongKeyIsRefused() throws Exception {
        refused(stranger -> {
            byte[] greeting = stranger.read(Handshake.GREETING_BYTES);
            stranger.write(Handshake.claim(stranger.key(new byte[32]), greeting, Handshake.nonce()));
        });
    }

    @Test
    void noKeyIsRefused() throws Exception {
        refused(stranger ->
                stranger.write(Arrays.copyOf(Handshake.greeting(Handshake.nonce()), Handshake.CLAIM_BYTES)));
    }

    @Test
    void aKeyThatDiffersInOneBitIsRefused() throws Exception {
        byte[] almost = links.child().secret();
        almost[31] ^= 1;
        refused(stranger -> {
            byte[] greeting = stranger.read(Handshake.GREETING_BYTES);
            stranger.write(Handshake.claim(stranger.key(almost), greeting, Handshake.nonce()));
        });
    }

    @Test
    void silenceIsRefused() throws Exception {
        refused(stranger -> {});
    }

    @Test
    void halfAHandshakeIsRefused() throws Exception {
        refused(stranger -> {
            byte[] greeting = stranger.read(Handshake.GREETING_BYTES);
            byte[] claim = Handshake.claim(stranger.key(links.child().secret()), greeting, Handshake.nonce());
            stranger.write(Arrays.copyOf(claim, claim.length - 1));
        });
    }

    @Test
    void aByteTooManyIsRefused() throws Exception {
        refused(stranger -> {
            byte[] greeting = stranger.read(Handshake.GREETING_BYTES);
            byte[] claim = Handshake.claim(stranger.key(links.child().secret()), greeting, Handshake.nonce());
            stranger.write(Arrays.copyOf(claim, claim.length + 1));
        });
    }

    @Test
    void garbageIsRefused() throws Exception {
        refused(stranger -> stranger.write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aParentsProofSentBackIsRefused() throws Exception {
        byte[] secret = links.child().secret();
        refused(stranger -> {
            byte[] greeting = stranger.read(Handshake.GREETING_BYTES);
            byte[] nonce = Handshake.nonce();
            byte[] key = stranger.key(secret);
            byte[] claim = Handshake.claim(key, greeting, nonce);
            byte[] parentNonce = Arrays.copyOfRange(greeting, 8, 40);
            System.arraycopy(Handshake.answer(key, parentNonce, claim), 0, claim, 40, 32);
            stranger.write(claim);
        });
    }

    @Test
    void aRecordedHandshakeIsRefused() throws Exception {
        byte[] recorded;
        try (Acceptor earlier = transport().open(OPTIONS, links.parent());
                RawSocket child = RawSocket.connect(earlier.address())) {
            byte[] greeting = child.read(Handshake.GREETING_BYTES);
            recorded = Handshake.claim(child.key(links.child().secret()), greeting, Handshake.nonce());
            child.write(recorded);
            child.read(Handshake.ANSWER_BYTES);
        }
        refused(stranger -> stranger.write(recorded));
    }

    @Test
    void aHugeLengthIsRefusedAndNothingIsSetAsideForIt() throws Exception {
        ByteBuffer frame = ByteBuffer.allocate(64 << 10);
        new FrameEncoder(Integer.MAX_VALUE).putHeader(frame, Integer.MAX_VALUE);
        Stranger stranger = socket -> pour(socket, frame.array());
        sentAway(stranger);
        long before = allocatedByOurThreads();
        sentAway(stranger);
        assertThat(allocatedByOurThreads() - before).isLessThan(address.equals("tls:") ? TLS_BYTES : 256 << 10);
        childGetsIn();
    }

    @Test
    void aStrangerIsToldNothingThatWasMadeWithTheSecret() throws Exception {
        try (RawSocket stranger = RawSocket.connect(acceptor.address())) {
            byte[] greeting = stranger.read(Handshake.GREETING_BYTES);
            assertThat(Handshake.begins(greeting, greeting.length)).isTrue();
            stranger.write(new byte[1]);
            assertThatThrownBy(() -> stranger.read(1)).isInstanceOf(IOException.class);
        }
        childGetsIn();
    }

    @Test
    void theSecretIsGoodForOneConnection() throws Exception {
        try (RawSocket child =
                RawSocket.proven(acceptor.address(), links.child().secret())) {
            assertThat(child.isOpen()).isTrue();
            try (Channel channel = acceptor.accept(atParent, PATIENCE)) {
                Await.untilTrue(() -> !listens(), PATIENCE, () -> "it still listens after its child has come");
                assertThat(channel).isNotNull();
            }
        }
    }

    @Test
    void aThousandStrangersAtOnceDoNotKeepTheChildOut() throws Exception {
        ExecutorService crowd = Executors.newFixedThreadPool(16);
        List<RawSocket> inside = new ArrayList<>();
        try {
            List<Callable<RawSocket>> all = new ArrayList<>();
            for (int i = 0; i < STRANGERS; i++) {
                all.add(() -> RawSocket.connect(acceptor.address()));
            }
            List<Future<RawSocket>> coming = all.stream().map(crowd::submit).toList();
            childGetsIn();
            for (Future<RawSocket> stranger : coming) {
                keep(stranger, inside);
            }
            long begin = System.nanoTime();
            inside.forEach(RawSocket::awaitEnd);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(REFUSAL_LIMIT);
        } finally {
            crowd.shutdownNow();
            for (RawSocket stranger : inside) {
                stranger.close();
            }
        }
    }

    @Test
    void theErrorOfAChildThatDoesNotComeCountsTheStrangers() throws Exception {
        try (RawSocket stranger = RawSocket.connect(acceptor.address())) {
            stranger.write(new byte[10]);
            stranger.awaitEnd();
        }
        assertThatThrownBy(() -> acceptor.accept(atParent, Duration.ofMillis(50)))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("1 others");
    }

    @Test
    void anAcceptorThatIsClosedWaitsNoLonger() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<Channel> accepting = other.submit(() -> acceptor.accept(atParent, PATIENCE));
            acceptor.close();
            assertThatThrownBy(() -> accepting.get(1, TimeUnit.SECONDS)).hasMessageContaining("closed before");
        } finally {
            other.shutdownNow();
        }
    }

    /** Sent away in time, and the child gets in after him. */
    private void refused(Stranger stranger) throws Exception {
        sentAway(stranger);
        childGetsIn();
    }

    private void sentAway(Stranger stranger) throws Exception {
        try (RawSocket socket = RawSocket.connect(acceptor.address())) {
            long begin = System.nanoTime();
            act(stranger, socket);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(REFUSAL_LIMIT);
        }
    }

    /** Under TLS both sides greet first, and one who is slow may be sent away before he has said anything. */
    private static void act(Stranger stranger, RawSocket socket) throws IOException {
        try {
            stranger.act(socket);
            socket.awaitEnd();
        } catch (IOException sentAway) {
            if (socket.tls() == null) {
                throw sentAway;
            }
        }
    }

    /** Under TLS a piece at a time goes out, and he may be sent away before the last. */
    private static void pour(RawSocket socket, byte[] bytes) {
        try {
            socket.write(bytes);
        } catch (IOException sentAway) {
            assertThat(socket.tls()).isNotNull();
        }
    }

    private void childGetsIn() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<Channel> connecting =
                    other.submit(() -> transport().connect(acceptor.address(), OPTIONS, links.child(), atChild));
            try (Channel parent = acceptor.accept(atParent, PATIENCE);
                    Channel child = connecting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                int before = atParent.frames().size();
                parent.request(1);
                assertThat(child.offer(List.of(ByteBuffer.allocate(7)))).isTrue();
                assertThat(atParent.awaitFrames(before + 1).get(before).remaining())
                        .isEqualTo(7);
            }
        } finally {
            other.shutdownNow();
        }
    }

    /** One who came when the door was shut already has been refused, too. */
    private static void keep(Future<RawSocket> stranger, List<RawSocket> inside) throws Exception {
        try {
            inside.add(stranger.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException shut) {
            assertThat(shut).hasCauseInstanceOf(IOException.class);
        }
    }

    private boolean listens() {
        try (RawSocket socket = RawSocket.connect(acceptor.address())) {
            return socket.isOpen();
        } catch (IOException refused) {
            return false;
        }
    }

    @SuppressWarnings("deprecation") // Thread#threadId is not there on 17
    private static long allocatedByOurThreads() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("procession-socket-"))
                .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getId()))
                .sum();
    }

    private SocketTransport transport() {
        return new SocketTransport(null, address);
    }

    /** What a stranger does once he is connected. */
    private interface Stranger {
        void act(RawSocket socket) throws IOException;
    }
}
