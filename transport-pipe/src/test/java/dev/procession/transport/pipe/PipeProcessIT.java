package dev.procession.transport.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.ExitStatus;
import dev.procession.core.OutputListener;
import dev.procession.core.channel.Channel;
import dev.procession.core.error.ChannelException;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.LocalLauncher;
import dev.procession.testkit.Await;
import dev.procession.testkit.LeakGuard;
import dev.procession.testkit.RecordingListener;
import dev.procession.testkit.RecordingListener.Event;
import dev.procession.transport.pipe.PipeProgram.Behaviour;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pipe between two real processes, whose streams no close of one side's own can wake. */
@ExtendWith(LeakGuard.class)
class PipeProcessIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final LocalLauncher.Lease LEASE = LocalLauncher.shared().lease();

    private final RecordingListener listener = new RecordingListener(PATIENCE);
    private ChildHandle child;
    private Channel channel;

    /** The supervisor lives from the first child to the last lease: it is there before the guard counts. */
    @BeforeAll
    static void warmUp() throws Exception {
        PipeProcessIT first = new PipeProcessIT();
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
        channel.close();
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
        assertThat(channel.offer(List.of(ByteBuffer.allocate(PipeProgram.LARGE_BYTES))))
                .isTrue();
        List<ByteBuffer> frames = listener.awaitFrames(2_001);
        for (int i = 0; i < 2_000; i++) {
            assertThat(frames.get(i).getInt(0)).isEqualTo(i);
        }
        assertThat(frames.get(2_000).remaining()).isEqualTo(PipeProgram.LARGE_BYTES);
        assertThat(listener.violations()).isEmpty();
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
    void theParentsCloseEndsTheChildAndBothThreadsWithinASecond() throws Exception {
        launch(Behaviour.SILENT);
        long begin = System.nanoTime();
        channel.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
        assertThat(exitOf(child)).isEqualTo(ExitStatus.of(0));
        Await.untilTrue(() -> pipeThreads() == 0, Duration.ofSeconds(1), () -> pipeThreads() + " threads are left");
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
        child.kill();
        exitOf(child);
        Await.untilTrue(() -> pipeThreads() == 0, Duration.ofSeconds(1), () -> pipeThreads() + " threads are left");
    }

    private void launch(Behaviour behaviour) throws Exception {
        LocalLauncher launcher = LocalLauncher.shared();
        var link = launcher.prepareLink();
        try (var acceptor = new PipeTransport().open(PipeProgram.OPTIONS, link)) {
            child = launcher.launch(
                    ChildSpec.builder("pipe", PipeProgram.class)
                            .payload(behaviour.name().getBytes(StandardCharsets.UTF_8))
                            .output(OutputListener.discarding())
                            .build(),
                    link);
            channel = acceptor.accept(listener, PATIENCE);
        }
    }

    private static long pipeThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("procession-pipe-"))
                .count();
    }

    private static ExitStatus exitOf(ChildHandle child) throws Exception {
        return child.exit().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
