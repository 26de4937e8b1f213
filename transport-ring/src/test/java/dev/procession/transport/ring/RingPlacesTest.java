package dev.procession.transport.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.TransportProvider.Acceptor;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.TransportException;
import dev.procession.core.launch.LocalLauncher;
import dev.procession.testkit.ChannelPair;
import dev.procession.testkit.LeakGuard;
import dev.procession.testkit.RecordingListener;
import dev.procession.testkit.loopback.LoopbackLink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies on disk: how much, for whom, how long, and what is said when it cannot be used. */
@ExtendWith(LeakGuard.class)
class RingPlacesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ChannelOptions OPTIONS = ChannelOptions.defaults();

    private final RecordingListener listener = new RecordingListener(PATIENCE);
    private final RingTransport transport = new RingTransport(RingTransport.DEFAULT_RING_BYTES);

    @Test
    void theFileIsPrivateAndHasNoNameAnyMoreOnceTheChildIsThere() throws Exception {
        try (LoopbackLink.Pair links = LoopbackLink.pair();
                Acceptor acceptor = transport.open(OPTIONS, links.parent())) {
            Path file = fileOf(acceptor);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(Files.size(file)).isEqualTo(RingFile.bytes(RingTransport.DEFAULT_RING_BYTES));
        }
        try (LocalLauncher.Lease lease = LocalLauncher.shared().lease();
                ChannelPair pair = ChannelPair.open(() -> transport, OPTIONS, OPTIONS, PATIENCE);
                Stream<Path> files = Files.list(LocalLauncher.shared().folder())) {
            assertThat(lease).isNotNull();
            assertThat(pair.parent().channel()).isNotNull();
            assertThat(files.filter(file -> String.valueOf(file.getFileName()).startsWith("ring")))
                    .isEmpty();
        }
    }

    @Test
    void theMemoryIsGivenBackWithTheChannelAndNotWhenTheCollectorComesBy() throws Exception {
        long before = mappedRings();
        for (int i = 0; i < 50; i++) {
            try (ChannelPair pair = ChannelPair.open(() -> transport, OPTIONS, OPTIONS, PATIENCE)) {
                pair.child().channel().request(1);
                pair.parent().send(ByteBuffer.allocate(10));
                pair.child().listener().awaitFrames(1);
            }
        }
        assertThat(mappedRings() - before)
                .as("of 50 of the parent's end and 50 of the child's, whose process would have ended")
                .isLessThanOrEqualTo(50);
    }

    private static long mappedRings() throws Exception {
        try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
            return mappings.filter(mapping -> mapping.contains("/ring-")).count();
        }
    }

    @Test
    void aFileOfAnotherVersionIsRefused() throws Exception {
        try (LoopbackLink.Pair links = LoopbackLink.pair();
                Acceptor acceptor = transport.open(OPTIONS, links.parent())) {
            overwrite(fileOf(acceptor), 8, RingFile.VERSION + 1);
            refused(acceptor.address(), links.child(), "has layout version " + (RingFile.VERSION + 1));
        }
    }

    @Test
    void aFileThatIsNoRingIsRefused() throws Exception {
        try (LoopbackLink.Pair links = LoopbackLink.pair();
                Acceptor acceptor = transport.open(OPTIONS, links.parent())) {
            overwrite(fileOf(acceptor), 80, 8192);
            refused(acceptor.address(), links.child(), "one of its two rings has 8192");
            overwrite(fileOf(acceptor), 0, 0);
            refused(acceptor.address(), links.child(), "is no file of this transport");
            try (FileChannel channel = FileChannel.open(fileOf(acceptor), StandardOpenOption.WRITE)) {
                channel.truncate(100);
            }
            refused(acceptor.address(), links.child(), "has 100 bytes");
        }
    }

    @Test
    void aFileOfAnotherPoolIsRefused() {
        try (LoopbackLink.Pair links = LoopbackLink.pair();
                LoopbackLink.Pair others = LoopbackLink.pair();
                Acceptor acceptor = transport.open(OPTIONS, links.parent())) {
            refused(acceptor.address(), others.child(), "belongs to another pool");
        }
    }

    @Test
    void aFileThatOthersMayOpenIsRefused() throws Exception {
        try (LoopbackLink.Pair links = LoopbackLink.pair();
                Acceptor acceptor = transport.open(OPTIONS, links.parent())) {
            Files.setPosixFilePermissions(fileOf(acceptor), PosixFilePermissions.fromString("rw-r--r--"));
            refused(acceptor.address(), links.child(), "mode rw-r--r--");
        }
    }

    @Test
    void aChildThatCannotProveWhoItIsIsNotAccepted() throws Exception {
        try (LoopbackLink.Pair links = LoopbackLink.pair();
                Acceptor acceptor = transport.open(OPTIONS, links.parent())) {
            RingFile file = RingFile.open(
                    fileOf(acceptor), RingPlace.fileProof(links.parent().secret()));
            file.present(new byte[RingFile.PROOF_BYTES]);
            file.unmap();
            assertThatThrownBy(() -> acceptor.accept(listener, PATIENCE))
                    .isInstanceOf(ChannelException.class)
                    .hasMessageContaining("not the child");
        }
    }

    @Test
    void aHeadThatSomethingElseOverwroteFailsTheNextToSend() throws Exception {
        try (LoopbackLink.Pair links = LoopbackLink.pair();
                Acceptor acceptor = transport.open(OPTIONS, links.parent());
                FileChannel open = FileChannel.open(fileOf(acceptor), StandardOpenOption.WRITE)) {
            var connecting = new FutureTask<>(() ->
                    transport.connect(acceptor.address(), OPTIONS, links.child(), new RecordingListener(PATIENCE)));
            Thread connects = new Thread(connecting, "child");
            connects.start();
            try (var channel = acceptor.accept(listener, PATIENCE);
                    var child = connecting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                assertThat(child).isNotNull();
                open.write(ByteBuffer.allocate(64), 0);
                channel.offer(List.of(ByteBuffer.allocate(10)));
                assertThat(listener.awaitFailure())
                        .isInstanceOf(ChannelException.class)
                        .hasMessageContaining("its head was overwritten");
            }
        }
    }

    @Test
    void aPeerThatHasNoLinkIsToldWhichTransportToTake() {
        try (LoopbackLink.Pair links = LoopbackLink.pair()) {
            assertThatThrownBy(() -> transport.openAt("somewhere", OPTIONS, links.parent()))
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining("the socket transport");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a lot", "0", "-4096", "5000", "2048", "1073741824", "99999999999"})
    void aSizeThatIsNoneIsToldWithOneThatIs(String bytes) {
        System.setProperty(RingTransport.BYTES_PROPERTY, bytes);
        try {
            assertThat(new RingTransport().unavailableBecause())
                    .hasValueSatisfying(why -> assertThat(why)
                            .startsWith(
                                    "-Dprocession.ring.bytes=" + bytes + " is no power of two from 4096 to 536870912")
                            .endsWith("say for instance 262144"));
        } finally {
            System.clearProperty(RingTransport.BYTES_PROPERTY);
        }
    }

    private static Path fileOf(Acceptor acceptor) {
        return Path.of(acceptor.address().substring("ring:".length()));
    }

    private static void overwrite(Path file, int at, long word) throws Exception {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, word), at);
        }
    }

    private void refused(String address, LoopbackLink link, String why) {
        assertThatThrownBy(() -> transport.connect(address, OPTIONS, link, listener))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining(why);
        assertThat(listener.events()).isEmpty();
    }
}
