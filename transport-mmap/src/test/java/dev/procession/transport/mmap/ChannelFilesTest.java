package dev.procession.transport.mmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.TransportProvider.Acceptor;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.TransportException;
import dev.procession.testkit.ChannelPair;
import dev.procession.testkit.LeakGuard;
import dev.procession.testkit.RecordingListener;
import dev.procession.testkit.loopback.LoopbackLink;
import dev.procession.transport.mmap.internal.chronicle.QueueFolder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What lies on disk: how much, for whom, and what is said when it cannot be used. */
@ExtendWith(LeakGuard.class)
class ChannelFilesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ChannelOptions OPTIONS = ChannelOptions.defaults();
    private static final long QUOTA = 2 * DiskBudget.CHANNEL_BYTES;

    @TempDir
    private Path above;

    private final RecordingListener listener = new RecordingListener(PATIENCE);

    private MmapTransport transport() {
        return new MmapTransport(QUOTA, above.toString());
    }

    private ChannelPair pair() {
        return ChannelPair.open(this::transport, OPTIONS, OPTIONS, PATIENCE);
    }

    @Test
    void aHundredTimesWhatOneQueueHoldsNeverTakesMoreThanAChannelMay() throws Exception {
        long most = 0;
        try (ChannelPair pair = pair()) {
            pair.child().channel().request(Integer.MAX_VALUE);
            for (int i = 0; i < 400; i++) {
                pair.parent().send(ByteBuffer.allocate(1 << 20));
                most = Math.max(most, i % 20 == 0 ? diskBytes() : 0);
            }
            assertThat(pair.child().listener().awaitFrames(400)).hasSize(400);
        }
        assertThat(most).isPositive().isLessThanOrEqualTo(DiskBudget.CHANNEL_BYTES);
    }

    @Test
    void largeFramesThatAreReadTakeNoQueueButTheFirst() throws Exception {
        try (ChannelPair pair = pair()) {
            pair.child().channel().request(Integer.MAX_VALUE);
            for (int i = 0; i < 64; i++) {
                pair.parent().send(ByteBuffer.allocate(1 << 20));
                pair.child().listener().awaitFrames(i + 1);
            }
            assertThat(ChannelFolder.queue(onlyFolder(), ControlFile.Side.PARENT, 1))
                    .exists();
            assertThat(ChannelFolder.queue(onlyFolder(), ControlFile.Side.PARENT, 2))
                    .doesNotExist();
        }
    }

    @Test
    void aFrameThatHasBegunIsReadToItsEndThoughItsSenderCloses() throws Exception {
        try (ChannelPair pair = pair()) {
            pair.parent().send(ByteBuffer.allocate(3 << 20));
            pair.parent().channel().close();
            pair.child().channel().request(1);
            assertThat(pair.child().listener().awaitFrames(1).get(0).remaining())
                    .isEqualTo(3 << 20);
        }
    }

    @Test
    void aPeerThatReadsNothingIsGivenNoMoreThanItsQueuesHold() throws Exception {
        try (ChannelPair pair = pair()) {
            long taken = pair.parent().fillUp(100_000) * 100_000L;
            assertThat(taken).isLessThan(DiskBudget.CHANNEL_BYTES / 2 + OPTIONS.maxQueuedBytes() + 200_000);
            assertThat(diskBytes()).isLessThanOrEqualTo(DiskBudget.CHANNEL_BYTES);
        }
    }

    @Test
    void everythingIsPrivateAndGoneWithTheChannel() throws Exception {
        try (ChannelPair pair = pair()) {
            pair.child().channel().request(1);
            pair.parent().send(ByteBuffer.allocate(10));
            pair.child().listener().awaitFrames(1);
            try (Stream<Path> all = Files.walk(onlyFolder())) {
                for (Path path : all.toList()) {
                    String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                    assertThat(mode).as("%s", path).isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
                }
            }
        }
        assertThat(above).isEmptyDirectory();
    }

    @Test
    void theQuotaRefusesAWorkerThatCouldExceedIt() {
        MmapTransport small = new MmapTransport(DiskBudget.CHANNEL_BYTES, above.toString());
        try (LoopbackLink.Pair one = LoopbackLink.pair();
                LoopbackLink.Pair two = LoopbackLink.pair()) {
            try (Acceptor first = small.open(OPTIONS, one.parent())) {
                assertThat(first.address()).startsWith("mmap:");
                assertThatThrownBy(() -> small.open(OPTIONS, two.parent()))
                        .isInstanceOf(TransportException.class)
                        .hasMessageContaining("quota of " + DiskBudget.CHANNEL_BYTES)
                        .hasMessageContaining(MmapTransport.QUOTA_PROPERTY);
            }
            try (Acceptor again = small.open(OPTIONS, two.parent())) {
                assertThat(again.address()).startsWith("mmap:");
            }
        }
    }

    @Test
    void aFolderOfAnotherVersionIsRefused() throws Exception {
        try (LoopbackLink.Pair links = LoopbackLink.pair();
                Acceptor acceptor = transport().open(OPTIONS, links.parent())) {
            try (FileChannel control =
                    FileChannel.open(onlyFolder().resolve(ControlFile.NAME), StandardOpenOption.WRITE)) {
                ByteBuffer version = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
                control.write(version.putLong(0, ControlFile.VERSION + 1), 8);
            }
            refused(acceptor.address(), links.child(), "has layout version " + (ControlFile.VERSION + 1));
        }
    }

    @Test
    void aFolderOfAnotherPoolIsRefused() {
        try (LoopbackLink.Pair links = LoopbackLink.pair();
                LoopbackLink.Pair others = LoopbackLink.pair();
                Acceptor acceptor = transport().open(OPTIONS, links.parent())) {
            refused(acceptor.address(), others.child(), "belongs to another pool");
        }
    }

    @Test
    void aFolderThatOthersMayEnterIsRefused() throws Exception {
        try (LoopbackLink.Pair links = LoopbackLink.pair();
                Acceptor acceptor = transport().open(OPTIONS, links.parent())) {
            Files.setPosixFilePermissions(onlyFolder(), PosixFilePermissions.fromString("rwxr-xr-x"));
            refused(acceptor.address(), links.child(), "mode rwxr-xr-x");
        }
    }

    @Test
    void aChildThatCannotProveWhoItIsIsNotAccepted() throws Exception {
        try (LoopbackLink.Pair links = LoopbackLink.pair();
                Acceptor acceptor = transport().open(OPTIONS, links.parent())) {
            ControlFile control = ControlFile.open(
                    onlyFolder(), ChannelFolder.folderProof(links.parent().secret()));
            control.present(new byte[ControlFile.PROOF_BYTES]);
            assertThatThrownBy(() -> acceptor.accept(listener, PATIENCE))
                    .isInstanceOf(ChannelException.class)
                    .hasMessageContaining("not the child");
        }
    }

    @Test
    void aFolderThatIsNotThereIsNamedWithThePropertyThatNamedIt() {
        MmapTransport lost =
                new MmapTransport(QUOTA, above.resolve("no-such-folder").toString());
        try (LoopbackLink.Pair links = LoopbackLink.pair()) {
            assertThatThrownBy(() -> lost.open(OPTIONS, links.parent()))
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining("no-such-folder")
                    .hasMessageContaining(MmapTransport.FOLDER_PROPERTY);
        }
    }

    @Test
    void aFolderThatIsRemovedWhileItIsInUseFailsTheChannelAndSaysSo() throws Exception {
        try (ChannelPair pair = pair()) {
            pair.child().channel().request(1);
            pair.parent().send(ByteBuffer.allocate(10));
            pair.child().listener().awaitFrames(1);
            QueueFolder.remove(onlyFolder());
            pair.parent().channel().offer(Collections.nCopies(256, ByteBuffer.allocate(32 << 10)));
            assertThat(pair.parent().listener().awaitFailure())
                    .isInstanceOf(ChannelException.class)
                    .hasMessageContaining("is gone; something else has removed it");
        }
    }

    @Test
    void documentsThatSomethingElseOverwroteFailTheChannelAndAreNotWaitedFor() throws Exception {
        try (ChannelPair pair = pair()) {
            for (int i = 0; i < 40; i++) {
                pair.parent().send(ByteBuffer.allocate(60 << 10));
            }
            Path queue = ChannelFolder.queue(onlyFolder(), ControlFile.Side.PARENT, 1);
            try (Stream<Path> files = Files.list(queue);
                    FileChannel data = FileChannel.open(
                            files.filter(file -> file.toString().endsWith(".cq4"))
                                    .findFirst()
                                    .orElseThrow(),
                            StandardOpenOption.WRITE)) {
                data.write(ByteBuffer.allocate(2 << 20), 1 << 20);
            }
            pair.child().channel().request(40);
            assertThat(pair.child().listener().awaitFailure())
                    .isInstanceOf(ChannelException.class)
                    .hasMessageContaining("something else has written to the queues");
        }
    }

    @Test
    void aSegmentThatSomethingElseOverwroteFailsTheChannel() throws Exception {
        try (ChannelPair pair = pair()) {
            pair.child().channel().request(1);
            pair.parent().send(ByteBuffer.allocate(10));
            pair.child()
                    .listener()
                    .awaitFrames(1); // From now on there is a queue, and a frame is written when it is sent.
            pair.parent().send(ByteBuffer.allocate(10)); // Read ahead, which keeps the other from being read.
            pair.parent().send(ByteBuffer.allocate(128 << 10));
            Path segment = onlyFolder().resolve(Segment.NAME);
            Files.write(segment, new byte[(int) Files.size(segment)], StandardOpenOption.WRITE);
            pair.child().channel().request(2);
            assertThat(pair.child().listener().awaitFailure())
                    .isInstanceOf(ChannelException.class)
                    .hasMessageContaining("something else has written to");
        }
    }

    @Test
    void aControlFileThatSomethingElseOverwroteFailsTheNextToSend() throws Exception {
        try (ChannelPair pair = pair()) {
            pair.parent().send(ByteBuffer.allocate(10));
            Path control = onlyFolder().resolve(ControlFile.NAME);
            Files.write(control, new byte[(int) Files.size(control)], StandardOpenOption.WRITE);
            pair.parent().channel().offer(List.of(ByteBuffer.allocate(10)));
            assertThat(pair.parent().listener().awaitFailure())
                    .isInstanceOf(ChannelException.class)
                    .hasMessageContaining("overwritten by something else");
        }
    }

    @Test
    void whatAProcessThatIsGoneHasLeftIsSwept() throws Exception {
        String own = LeftPlaces.ownName(1);
        Path left = Files.createDirectories(
                above.resolve(own.replaceFirst("-(\\d+)-1$", "-1-1")).resolve("down-1"));
        Path strangers = Files.createDirectory(above.resolve("procession-mmap-of-somebody"));
        Path living = Files.createDirectory(above.resolve(own));
        LeftPlaces.sweep(above);
        assertThat(left.getParent()).doesNotExist();
        assertThat(strangers).exists();
        assertThat(living).exists();
    }

    private void refused(String address, LoopbackLink link, String why) {
        assertThatThrownBy(() -> transport().connect(address, OPTIONS, link, listener))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining(why);
        assertThat(listener.events()).isEmpty();
    }

    private Path onlyFolder() throws Exception {
        try (Stream<Path> folders = Files.list(above)) {
            return folders.findFirst().orElseThrow();
        }
    }

    /** As the file system counts, holes left out. */
    private long diskBytes() throws Exception {
        Process du = new ProcessBuilder("du", "-sk", above.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var output = du.inputReader()) {
            return 1024 * Long.parseLong(output.readLine().split("\\s")[0]);
        }
    }
}
