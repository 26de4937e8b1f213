package dev.procession.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.TransportProvider.Acceptor;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.testkit.LeakGuard;
import dev.procession.testkit.RecordingListener;
import dev.procession.testkit.RecordingListener.Event;
import dev.procession.testkit.loopback.LoopbackLink;
import dev.procession.transport.socket.internal.tls.CertificateFiles;
import dev.procession.transport.socket.internal.tls.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom TLS lets in, with certificates made and given, and who stands between. */
@ExtendWith(LeakGuard.class)
class TlsTest {
    private static final ChannelOptions OPTIONS = ChannelOptions.defaults();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration REFUSAL_LIMIT = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private final LoopbackLink.Pair links = LoopbackLink.pair();
    private final RecordingListener atParent = new RecordingListener(PATIENCE);
    private final RecordingListener atChild = new RecordingListener(PATIENCE);
    private ExecutorService background;
    private TestAuthority authority;

    @BeforeEach
    void prepare() throws Exception {
        authority = new TestAuthority(folder, "authority");
        background = Executors.newSingleThreadExecutor();
    }

    @AfterEach
    void giveBack() {
        background.shutdownNow();
        links.close();
    }

    @Test
    void certificatesThatAreGivenCarryFrames() throws Exception {
        try (Acceptor acceptor = open(authority.issue("parent"))) {
            getsIn(acceptor, authority.issue("child"));
        }
    }

    @ParameterizedTest
    @CsvSource({"RSA,2048", "EC,384"})
    void keysOfTheUsualKindsAreTaken(String algorithm, int bits) throws Exception {
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        CertificateFiles child = authority.issue("child", tomorrow, TestAuthority.pair(algorithm, bits));
        try (Acceptor acceptor = open(authority.issue("parent"))) {
            getsIn(acceptor, child);
        }
    }

    @Test
    void everyInterfaceMayBeListenedOnAndTheAddressIsOneToConnectTo() throws Exception {
        try (Acceptor acceptor = transport("tls:0.0.0.0:0", null).open(OPTIONS, links.parent())) {
            assertThat(acceptor.address()).startsWith("tls:127.0.0.1:");
            getsIn(acceptor, null);
        }
    }

    @Test
    void aChildOfAnotherAuthorityIsRefusedAndBothEndsSayWhatIsWrong() throws Exception {
        CertificateFiles foreign = new TestAuthority(folder, "foreign").issue("child");
        CertificateFiles trusting = new CertificateFiles(foreign.certificate(), foreign.key(), authority.trust());
        try (Acceptor acceptor = open(authority.issue("parent"))) {
            isRefused(acceptor, trusting, "refuses the TLS of this end");
            assertThatThrownBy(() -> acceptor.accept(atParent, Duration.ofMillis(1)))
                    .hasMessageContaining("1 others")
                    .hasMessageContaining("its certificate is not accepted here")
                    .hasMessageContaining(CertificateFiles.TRUST_PROPERTY);
        }
    }

    @Test
    void aParentOfAnotherAuthorityIsRefusedByTheChild() throws Exception {
        CertificateFiles foreign = new TestAuthority(folder, "foreign").issue("child");
        try (Acceptor acceptor = open(authority.issue("parent"))) {
            isRefused(acceptor, foreign, "its certificate is not accepted here");
        }
    }

    @Test
    void aMadeCertificateIsRefusedWhereOthersAreGiven() throws Exception {
        try (Acceptor acceptor = open(authority.issue("parent"))) {
            isRefused(acceptor, null, CertificateFiles.TRUST_PROPERTY);
        }
        try (Acceptor acceptor = open(null)) {
            isRefused(acceptor, authority.issue("child"), CertificateFiles.TRUST_PROPERTY);
        }
    }

    @Test
    void aChildWhoseCertificateHasExpiredIsRefused() throws Exception {
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        KeyPair pair = TestAuthority.pair("EC", 256);
        Path expired = authority.issue("child", yesterday, pair).certificate();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        try (InputStream in = Files.newInputStream(expired)) {
            Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            keys.setKeyEntry("child", pair.getPrivate(), new char[0], new Certificate[] {certificate});
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
        factory.init(keys, new char[0]);
        try (Acceptor acceptor = open(authority.issue("parent"))) {
            isToldNothing(acceptor, factory.getKeyManagers(), "certificate");
            assertThatThrownBy(() -> acceptor.accept(atParent, Duration.ofMillis(1)))
                    .hasMessageContaining("its certificate is not accepted here");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoStandsBetweenWithCertificatesOfHisOwnIsRefused(boolean signedByTheAuthority) throws Exception {
        Identity his = Identity.of(signedByTheAuthority ? authority.issue("other") : null);
        CertificateFiles parents = signedByTheAuthority ? authority.issue("parent") : null;
        CertificateFiles childs = signedByTheAuthority ? authority.issue("child") : null;
        try (Acceptor acceptor = open(parents);
                TlsRelay relay = new TlsRelay(
                        acceptor.address(),
                        (plain, asServer) -> dressed(his, plain, asServer),
                        UnaryOperator.identity())) {
            Future<Channel> connecting = background.submit(
                    () -> transport("tls:", childs).connect(relay.address(), OPTIONS, links.child(), atChild));
            assertThatThrownBy(() -> connecting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ChannelException.class);
            assertThatThrownBy(() -> acceptor.accept(atParent, Duration.ofMillis(1)))
                    .hasMessageContaining("1 others");
            getsIn(acceptor, childs);
        }
    }

    @Test
    void whoStandsBetweenAndOnlyPassesOnSeesTheChildGetIn() throws Exception {
        try (Acceptor acceptor = open(null);
                TlsRelay relay =
                        new TlsRelay(acceptor.address(), (plain, asServer) -> plain, UnaryOperator.identity())) {
            getsIn(acceptor, relay.address(), null);
        }
    }

    @Test
    void aBitThatIsChangedOnTheWayEndsTheChannelAsCorrupt() throws Exception {
        AtomicBoolean evil = new AtomicBoolean();
        UnaryOperator<byte[]> change = bytes -> {
            if (evil.get()) {
                bytes[bytes.length - 1] ^= 1;
            }
            return bytes;
        };
        try (Acceptor acceptor = open(null);
                TlsRelay relay = new TlsRelay(acceptor.address(), (plain, asServer) -> plain, change)) {
            Future<Channel> connecting = background.submit(
                    () -> transport("tls:", null).connect(relay.address(), OPTIONS, links.child(), atChild));
            try (Channel parent = acceptor.accept(atParent, PATIENCE);
                    Channel child = connecting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                parent.request(1);
                evil.set(true);
                assertThat(child.offer(List.of(ByteBuffer.allocate(100)))).isTrue();
                atParent.await(Event.FAILED, 1);
                assertThat(atParent.frames()).isEmpty();
            }
        }
    }

    @Test
    void plainTextIsRefused() throws Exception {
        try (Acceptor acceptor = open(null)) {
            for (String text : List.of("GET / HTTP/1.1\r\n\r\n", "PRCN-SK1")) {
                try (RawSocket stranger = RawSocket.connect(Endpoint.parse(acceptor.address()), null)) {
                    long begin = System.nanoTime();
                    stranger.write(text.getBytes(StandardCharsets.US_ASCII));
                    stranger.awaitEnd();
                    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(REFUSAL_LIMIT);
                }
            }
            getsIn(acceptor, null);
        }
    }

    @Test
    void anOlderTlsIsRefused() throws Exception {
        try (Acceptor acceptor = open(null);
                RawSocket stranger = RawSocket.connect(acceptor.address())) {
            stranger.tls().setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThatThrownBy(() -> stranger.tls().startHandshake())
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("protocol_version");
            stranger.awaitEnd();
            getsIn(acceptor, null);
        }
    }

    @Test
    void whoShowsNoCertificateIsToldNothing() throws Exception {
        try (Acceptor acceptor = open(null)) {
            isToldNothing(acceptor, new KeyManager[0], "certificate");
            getsIn(acceptor, null);
        }
    }

    private void isToldNothing(Acceptor acceptor, KeyManager[] keys, String alert) throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys, new TrustManager[] {new TrustInAll()}, null);
        Endpoint endpoint = Endpoint.parse(acceptor.address());
        try (Socket stranger = context.getSocketFactory().createSocket(endpoint.place(), endpoint.port())) {
            assertThatThrownBy(() -> stranger.getInputStream().read())
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining(alert);
        }
    }

    @Test
    void aParentThatDoesNotSpeakTlsIsNoParent() throws Exception {
        try (Acceptor plain = transport("tcp:", null).open(OPTIONS, links.parent())) {
            String address = "tls:" + plain.address().substring("tcp:".length());
            assertThatThrownBy(() -> transport("tls:", null).connect(address, OPTIONS, links.child(), atChild))
                    .isInstanceOfSatisfying(
                            ChannelException.class,
                            error -> assertThat(error.code()).isEqualTo(ErrorCode.CHANNEL_CLOSED))
                    .hasMessageContaining("is not TLS");
        }
    }

    private static Socket dressed(Identity identity, Socket plain, boolean asServer) throws IOException {
        SSLSocket tls = (SSLSocket)
                identity.context().getSocketFactory().createSocket(plain, "127.0.0.1", plain.getPort(), true);
        tls.setUseClientMode(!asServer);
        tls.setNeedClientAuth(asServer);
        tls.startHandshake();
        return tls;
    }

    private void isRefused(Acceptor acceptor, CertificateFiles child, String complaint) {
        long begin = System.nanoTime();
        assertThatThrownBy(() -> transport("tls:", child).connect(acceptor.address(), OPTIONS, links.child(), atChild))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining(acceptor.address())
                .hasMessageContaining(complaint);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }

    private void getsIn(Acceptor acceptor, CertificateFiles files) throws Exception {
        getsIn(acceptor, acceptor.address(), files);
    }

    private void getsIn(Acceptor acceptor, String address, CertificateFiles files) throws Exception {
        Future<Channel> connecting =
                background.submit(() -> transport("tls:", files).connect(address, OPTIONS, links.child(), atChild));
        try (Channel parent = acceptor.accept(atParent, PATIENCE);
                Channel child = connecting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            parent.request(1);
            assertThat(child.offer(List.of(ByteBuffer.allocate(7)))).isTrue();
            assertThat(atParent.awaitFrames(1).get(0).remaining()).isEqualTo(7);
        }
    }

    private Acceptor open(CertificateFiles files) {
        return transport("tls:", files).open(OPTIONS, links.parent());
    }

    private static SocketTransport transport(String address, CertificateFiles files) {
        return new SocketTransport(null, address, files);
    }

    /** A stranger asks nobody who he is. */
    private static final class TrustInAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
