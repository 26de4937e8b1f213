package dev.procession.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.channel.TransportProvider.Acceptor;
import dev.procession.core.channel.Transports;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProcessionException;
import dev.procession.testkit.loopback.LoopbackLink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** How the two ends meet, or do not: TP-01 to TP-07 of {@link TransportProvider}. */
abstract class MeetingRules extends WaiterRules {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);

    /** Longer than a busy machine takes for what does not wait. */
    private static final Duration LIMIT = Duration.ofMillis(400);

    @Test
    void tp01_aChildThatNeverComesIsWaitedForUntilTheLimit() throws Exception {
        alone((acceptor, listener) -> {
            long begin = System.nanoTime();
            ChannelException thrown = assertThrows(ChannelException.class, () -> acceptor.accept(listener, LIMIT));
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            assertEquals(ErrorCode.CHANNEL_CLOSED, thrown.code());
            assertTrue(took.compareTo(LIMIT) >= 0, () -> "gave up after " + took + " of " + LIMIT);
            assertTrue(
                    took.compareTo(LIMIT.plus(patience().dividedBy(2))) < 0,
                    () -> "waited " + took + " instead of " + LIMIT);
        });
    }

    @Test
    void tp02_closingTheAcceptorEndsTheWaitUnderWay() throws Exception {
        alone((acceptor, listener) -> {
            FutureTask<Channel> accepting = ChannelPair.inBackground(() -> acceptor.accept(listener, patience()));
            assertFalse(Await.holds(accepting::isDone, QUIET), "accept did not wait");
            acceptor.close();
            ExecutionException ended = assertThrows(
                    ExecutionException.class,
                    () -> ChannelPair.join(accepting, patience().dividedBy(2)));
            ChannelException thrown = assertInstanceOf(ChannelException.class, ended.getCause());
            assertEquals(ErrorCode.CHANNEL_CLOSED, thrown.code());
        });
    }

    @Test
    void tp02_aClosedAcceptorDoesNotWait() throws Exception {
        alone((acceptor, listener) -> {
            acceptor.close();
            FutureTask<Channel> accepting = ChannelPair.inBackground(() -> acceptor.accept(listener, patience()));
            ExecutionException ended = assertThrows(
                    ExecutionException.class,
                    () -> ChannelPair.join(accepting, patience().dividedBy(2)));
            assertInstanceOf(ChannelException.class, ended.getCause());
        });
    }

    @Test
    void tp03_anInterruptEndsTheWait() throws Exception {
        alone((acceptor, listener) -> {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> acceptor.accept(listener, patience()));
        });
    }

    @Test
    void tp04_anAcceptorMayBeClosedTwiceThoughNobodyCame() throws Exception {
        alone((acceptor, listener) -> {
            acceptor.close();
            acceptor.close();
        });
    }

    @Test
    void tp04_anAcceptedChannelOutlivesItsAcceptor() throws Exception {
        bothWays((from, to) -> { // whose acceptor is closed already
            to.channel().request(1);
            from.send(TestFrames.numbered(1, 100));
            TestFrames.check(to.listener().awaitFrames(1).get(0), 1, 100);
        });
    }

    @Test
    void tp05_whatIsNoAddressOfThisTransportIsRefused() {
        RecordingListener listener = new RecordingListener(patience());
        try (LoopbackLink.Pair links = LoopbackLink.pair()) {
            for (String wrong : List.of("", "no/such/place", "carrier-pigeon:7")) {
                long begin = System.nanoTime();
                assertThrows(
                        ProcessionException.class, () -> provider().connect(wrong, options(), links.child(), listener));
                Duration took = Duration.ofNanos(System.nanoTime() - begin);
                assertTrue(took.compareTo(CONNECT_LIMIT) < 0, () -> "refusing \"" + wrong + "\" took " + took);
            }
        }
        assertEquals(List.of(), listener.events(), "a channel that never opened told its listener");
    }

    @Test
    void tp06_theProviderCanBeMadeByItsClassNameAndNamedByUsers() {
        TransportProvider provider = provider();
        Class<?> type = provider.getClass();
        TransportProvider again = Transports.byClassName(type.getName(), type.getClassLoader());
        assertEquals(provider.name(), again.name());
        assertTrue(provider.name().matches("[a-z0-9-]+"), () -> "a name that users cannot spell: " + provider.name());
        assertEquals(provider.traits(), provider.traits());
        assertEquals(provider.traits(), again.traits());
    }

    @Test
    void tp07_theChildsOptionsAreTheSameAtEveryCallAndOneArgumentEach() {
        TransportProvider provider = provider();
        for (int javaVersion : new int[] {17, Runtime.version().feature()}) {
            List<String> options = provider.childOptions(javaVersion);
            assertEquals(options, provider.childOptions(javaVersion));
            assertEquals(options, provider().childOptions(javaVersion));
            assertTrue(
                    options.stream().allMatch(option -> option.matches("-\\S+")),
                    () -> "not one argument each: " + options);
        }
    }

    /** Runs a scenario with an acceptor to which no child comes. */
    private void alone(Scenario scenario) throws Exception {
        RecordingListener listener = new RecordingListener(patience());
        try (LoopbackLink.Pair links = LoopbackLink.pair();
                Acceptor acceptor = provider().open(options(), links.parent())) {
            scenario.run(acceptor, listener);
        }
        assertEquals(List.of(), listener.events(), "a channel that never opened told its listener");
    }

    /** What happens to a lonely acceptor. */
    private interface Scenario {
        void run(Acceptor acceptor, RecordingListener listener) throws Exception;
    }
}
