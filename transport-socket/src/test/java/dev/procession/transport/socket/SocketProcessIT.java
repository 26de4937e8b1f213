package dev.procession.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.ExitStatus;
import dev.procession.core.channel.Channel;
import dev.procession.core.error.ChannelException;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.LocalLauncher;
import dev.procession.testkit.Await;
import dev.procession.testkit.LeakGuard;
import dev.procession.testkit.RecordingListener;
import dev.procession.testkit.RecordingListener.Event;
import dev.procession.transport.socket.SocketProgram.Behaviour;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The socket between two real processes. */
@ExtendWith(LeakGuard.class)
@ParameterizedClass
@ValueSource(strings = {"unix:", "tcp:", "tls:"})
class SocketProcessIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final LocalLauncher.Lease LEASE = LocalLauncher.shared().lease();

    @Parameter
    String address = "";

    private final RecordingListener listener = new RecordingListener(PATIENCE);
    private final BlockingQueue<String> printed = new LinkedBlockingQueue<>();
    private ChildHandle child;
    private Channel channel;

    /** The supervisor lives from the first child to the last lease: it is there before the guard counts. */
    @BeforeAll
    static void warmUp() throws Exception {
        SocketProcessIT first = new SocketProcessIT();
        first.address = "unix:";
        first.launch(Behaviour.SILENT);
        first.end();
    }

    @AfterAll
    static void giveBack() {
        LEASE.close();
    }

    @AfterEach
    void end() throws Exception {
        child.kill();
        exitOf(child);
        if (channel != null) {
            channel.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ECHO", "ECHO_AND_PRINT"})
    void framesTravelToTheChildAndBackWhateverItPrints(Behaviour behaviour) throws Exception {
        launch(behaviour);
        channel.request(Integer.MAX_VALUE);
        for (int i = 0; i < 2_000; i++) {
            assertThat(channel.offer(List.of(ByteBuffer.allocate(8).putInt(0, i))))
                    .isTrue();
        }
        assertThat(channel.offer(List.of(ByteBuffer.allocate(SocketProgram.LARGE_BYTES))))
                .isTrue();
        List<ByteBuffer> frames = listener.awaitFrames(2_001);
        for (int i = 0; i < 2_000; i++) {
            assertThat(frames.get(i).getInt(0)).isEqualTo(i);
        }
        assertThat(frames.get(2_000).remaining()).isEqualTo(SocketProgram.LARGE_BYTES);
        assertThat(listener.violations()).isEmpty();
    }

    /** Neither Netty nor the JDK has anything to say in the child: no banner, no warning. */
    @Test
    void aChildThatIsNotAskedToPrintsNothing() throws Exception {
        launch(Behaviour.ECHO);
        channel.request(1);
        assertThat(channel.offer(List.of(ByteBuffer.allocate(1)))).isTrue();
        listener.awaitFrames(1);
        channel.close();
        assertThat(exitOf(child)).isEqualTo(ExitStatus.of(0));
        assertThat(child.certificate("").outputTail()).isEmpty();
    }

    @Test
    void aChildKilledBetweenFramesIsACleanEnd() throws Exception {
        launch(Behaviour.ECHO);
        child.kill();
        listener.await(Event.PEER_CLOSED, 1);
    }

    @Test
    void aChildThatDiesInsideAFrameIsAFailure() throws Exception {
        launch(Behaviour.TEAR);
        assertThat(listener.awaitFailure()).isInstanceOf(ChannelException.class);
        assertThat(exitOf(child)).isEqualTo(ExitStatus.of(3));
    }

    @Test
    void theParentsCloseEndsTheChildAndTheThreads() throws Exception {
        launch(Behaviour.SILENT);
        long begin = System.nanoTime();
        channel.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
        assertThat(exitOf(child)).isEqualTo(ExitStatus.of(0));
        Await.untilTrue(() -> threads() == 0, Duration.ofSeconds(2), () -> threads() + " threads are left");
    }

    @Test
    void closeReturnsWithinASecondThoughTheChildReadsNothing() throws Exception {
        launch(Behaviour.SILENT);
        while (channel.offer(List.of(ByteBuffer.allocate(100_000)))) {
            Thread.onSpinWait();
        }
        long begin = System.nanoTime();
        channel.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void theSocketOfAKilledListenerIsSwept() throws Exception {
        if (!address.equals("unix:")) {
            launch(Behaviour.SILENT); // A port has no file: the kernel sweeps it.
            return;
        }
        launchAlone(Behaviour.LISTEN);
        String line = printed.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(line).startsWith("listening at unix:/");
        Path file = Path.of(line.substring("listening at unix:".length()));
        assertThat(file).exists();
        child.kill();
        exitOf(child);
        Process next = otherProgram();
        assertThat(next.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Await.untilTrue(() -> !Files.exists(file.getParent()), PATIENCE, () -> file + " is still there");
    }

    @Test
    void aChildThatConnectsNowhereIsNotWaitedForLongerThanTheLimit() throws Exception {
        var link = LocalLauncher.shared().prepareLink();
        try (var acceptor = transport().open(SocketProgram.OPTIONS, link)) {
            launchAlone(Behaviour.IDLE);
            assertThatThrownBy(() -> acceptor.accept(listener, Duration.ofMillis(200)))
                    .isInstanceOf(ChannelException.class)
                    .hasMessageContaining("PT0.2S");
        }
    }

    /** Any program that starts a run sweeps what ended ones left. */
    private static Process otherProgram() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(java, "-cp", path, Sweeper.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Makes a run's folder, has the sweep done, and ends. */
    static final class Sweeper {
        public static void main(String[] arguments) throws Exception {
            LocalLauncher.Lease lease = LocalLauncher.shared().lease();
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().equals("procession-sweep")) {
                    thread.join(PATIENCE.toMillis());
                }
            }
            lease.close();
        }
    }

    private SocketTransport transport() {
        return new SocketTransport(null, address);
    }

    private void launch(Behaviour behaviour) throws Exception {
        LocalLauncher launcher = LocalLauncher.shared();
        var link = launcher.prepareLink();
        try (var acceptor = transport().open(SocketProgram.OPTIONS, link)) {
            child = launcher.launch(spec(behaviour, acceptor.address()), link);
            channel = acceptor.accept(listener, PATIENCE);
        }
    }

    private void launchAlone(Behaviour behaviour) {
        LocalLauncher launcher = LocalLauncher.shared();
        child = launcher.launch(spec(behaviour, "nowhere"), launcher.prepareLink());
    }

    private ChildSpec spec(Behaviour behaviour, String where) {
        return ChildSpec.builder("socket", SocketProgram.class)
                .payload(SocketProgram.payload(behaviour, where))
                .output(line -> printed.add(line.text()))
                .build();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("procession-socket-"))
                .count();
    }

    private static ExitStatus exitOf(ChildHandle child) throws Exception {
        return child.exit().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
