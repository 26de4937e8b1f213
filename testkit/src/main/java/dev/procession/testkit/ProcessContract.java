package dev.procession.testkit;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.core.ExitStatus;
import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.LocalLauncher;
import dev.procession.core.launch.WorkerLauncher;
import dev.procession.testkit.RecordingListener.Event;
import dev.procession.testkit.internal.ContractChild;
import dev.procession.testkit.internal.ContractChild.Behaviour;
import dev.procession.testkit.internal.ContractOrder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rules that only two processes can break: what becomes of a channel when the other process prints, hangs, dies or never
 * comes. Whoever writes a transport extends this class beside {@link ChannelContract}. Each test launches a JVM with the
 * class path of the tests; the leak guard watches.
 *
 * <pre>{@code
 * class CarrierPigeonProcessIT extends ProcessContract {
 *     public TransportProvider provider() {
 *         return new CarrierPigeonTransport();
 *     }
 * }
 * }</pre>
 */
@ExtendWith(LeakGuard.class)
public abstract class ProcessContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);
    private static final int MANY = 2_000;

    /** Room for all that is echoed at once. */
    private static final ChannelOptions OPTIONS =
            new ChannelOptions(ContractChild.LARGE_BYTES, 4 * ContractChild.LARGE_BYTES, Duration.ZERO);

    private static LocalLauncher.@Nullable Lease lease;

    private final RecordingListener listener = new RecordingListener(PATIENCE);
    private final CountDownLatch full = new CountDownLatch(1);
    private @Nullable ChildHandle child;
    private @Nullable Channel channel;

    /** For the class that extends this one. */
    protected ProcessContract() {}

    /**
     * The provider under test; the child makes its own by the name of its class.
     *
     * @return the provider
     */
    public abstract TransportProvider provider();

    /** What children share lives from the first child to the last lease: it is there before the guard counts. */
    @BeforeAll
    static void warmUp() throws Exception {
        LocalLauncher launcher = LocalLauncher.shared();
        lease = launcher.lease();
        byte[] order = new ContractOrder(Behaviour.DIE, "", "", OPTIONS).write();
        ChildSpec first = ChildSpec.builder("first", ContractChild.class)
                .payload(order)
                .output(line -> {})
                .build();
        exitOf(launcher.launch(first, launcher.prepareLink()));
    }

    @AfterAll
    static void giveBack() {
        requireNonNull(lease).close();
    }

    @AfterEach
    void end() throws Exception {
        if (child != null) {
            child.kill();
            exitOf(child);
        }
        if (channel != null) {
            channel.close();
        }
    }

    @Test
    void ch01_framesTravelToTheOtherProcessAndBackWhateverItPrints() throws Exception {
        Channel open = connect(Behaviour.ECHO);
        open.request(Integer.MAX_VALUE);
        for (int i = 0; i < MANY; i++) {
            assertTrue(open.offer(List.of(TestFrames.numbered(i, 8))));
        }
        assertTrue(open.offer(List.of(TestFrames.numbered(MANY, ContractChild.LARGE_BYTES))));
        List<ByteBuffer> frames = listener.awaitFrames(MANY + 1);
        for (int i = 0; i < MANY; i++) {
            TestFrames.check(frames.get(i), i, 8);
        }
        TestFrames.check(frames.get(MANY), MANY, ContractChild.LARGE_BYTES);
        assertEquals(List.of(), listener.violations());
    }

    @Test
    void ch11_aProcessKilledBetweenFramesIsACleanEnd() throws Exception {
        connect(Behaviour.ECHO);
        requireNonNull(child).kill();
        listener.await(Event.PEER_CLOSED, 1);
    }

    @Test
    void ch11_aProcessKilledWithFramesUnreadIsACleanEnd() throws Exception {
        Channel open = connect(Behaviour.SILENT);
        assertTrue(open.offer(List.of(ByteBuffer.allocate(10_000))));
        requireNonNull(child).kill();
        listener.await(Event.PEER_CLOSED, 1);
    }

    @Test
    void ch11_ofWhatAKilledProcessWroteOnlyWholeFramesArrive() throws Exception {
        Channel open = connect(Behaviour.FLOOD);
        assertTrue(full.await(PATIENCE.toSeconds(), TimeUnit.SECONDS), "the child's offers were never refused");
        requireNonNull(child).kill();
        exitOf(requireNonNull(child));
        open.request(Integer.MAX_VALUE);
        boolean ended =
                Await.holds(() -> listener.count(Event.PEER_CLOSED) + listener.count(Event.FAILED) > 0, PATIENCE);
        assertTrue(ended, () -> "told of no end, but of " + listener.events());
        List<ByteBuffer> frames = listener.frames();
        for (int i = 0; i < frames.size(); i++) {
            assertEquals(i == 0 ? 1 : ContractChild.LARGE_BYTES, frames.get(i).remaining());
        }
        assertEquals(List.of(), listener.violations());
    }

    @Test
    void ch13_closeEndsTheChannelForTheOtherProcess() throws Exception {
        closeInTime(connect(Behaviour.SILENT));
        assertEquals(ExitStatus.of(0), exitOf(requireNonNull(child)));
    }

    @Test
    void ch13_closeReturnsWithinASecondThoughTheOtherProcessReadsNothing() throws Exception {
        Channel open = connect(Behaviour.SILENT);
        while (open.offer(List.of(ByteBuffer.allocate(100_000)))) {
            Thread.onSpinWait();
        }
        closeInTime(open);
    }

    @Test
    void tp02_aProcessThatDiesBeforeItConnectsIsNotWaitedFor() throws Exception {
        ChannelException thrown = assertThrows(ChannelException.class, () -> connect(Behaviour.DIE));
        assertEquals(ErrorCode.CHANNEL_CLOSED, thrown.code());
        assertEquals(ExitStatus.of(ContractChild.DEATH), exitOf(requireNonNull(child)));
        assertEquals(List.of(), listener.events(), "a channel that never opened told its listener");
    }

    /** As the pool does it: opens, launches, accepts, and closes the acceptor when the child ends. */
    private Channel connect(Behaviour behaviour) throws Exception {
        LocalLauncher launcher = LocalLauncher.shared();
        TransportProvider transport = provider();
        WorkerLauncher.LinkToBe link = launcher.prepareLink();
        try (var acceptor = transport.open(OPTIONS, link)) {
            String className = transport.getClass().getName();
            byte[] order = new ContractOrder(behaviour, className, acceptor.address(), OPTIONS).write();
            ChildSpec spec = ChildSpec.builder("peer", ContractChild.class)
                    .payload(order)
                    .programOptions(transport.childOptions(Runtime.version().feature()))
                    .output(line -> {
                        if (line.text().equals(ContractChild.FULL)) {
                            full.countDown();
                        }
                    })
                    .build();
            ChildHandle launched = launcher.launch(spec, link);
            child = launched;
            launched.exit().thenRun(acceptor::close);
            Channel open = acceptor.accept(listener, PATIENCE.multipliedBy(2));
            channel = open;
            return open;
        }
    }

    private static void closeInTime(Channel open) {
        long begin = System.nanoTime();
        open.close();
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(took.compareTo(CLOSE_LIMIT) < 0, () -> "close took " + took);
    }

    private static ExitStatus exitOf(ChildHandle ended) throws Exception {
        return ended.exit().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
