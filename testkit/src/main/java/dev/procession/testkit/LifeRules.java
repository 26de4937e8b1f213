package dev.procession.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.testkit.RecordingListener.Event;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How a channel is closed, what it costs while it lives, and who may call: CH-13, CH-17 and CH-19. */
abstract class LifeRules extends EndRules {
    /** What {@code close} may take, by the rule. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    /** How long an idle channel is watched. */
    private static final Duration IDLE = Duration.ofMillis(400);

    /** What the threads of an idle channel may use in that time: a hundredth, for what the JVM itself does on them. */
    private static final Duration IDLE_COST = Duration.ofMillis(4);

    @Test
    void ch13_closeIsIdempotentAndAfterItOnlyOfferThrows() throws Exception {
        bothWays((from, to) -> {
            from.channel().close();
            from.channel().close();
            from.channel().closeOutput();
            from.channel().request(1);
            ChannelException thrown =
                    assertThrows(ChannelException.class, () -> from.channel().offer(List.of(ByteBuffer.allocate(1))));
            assertEquals(ErrorCode.CHANNEL_CLOSED, thrown.code());
        });
    }

    @Test
    void ch13_closeEndsTheChannelForThePeer() throws Exception {
        bothWays((from, to) -> {
            from.channel().close();
            to.listener().await(Event.PEER_CLOSED, 1);
        });
    }

    @Test
    void ch13_closeFromInsideTheListenerReturns() throws Exception {
        bothWays((from, to) -> {
            CountDownLatch returned = new CountDownLatch(1);
            to.listener().onFrame(frame -> {
                to.channel().close();
                returned.countDown();
            });
            from.send(ByteBuffer.allocate(1));
            from.send(ByteBuffer.allocate(1));
            to.channel().request(Integer.MAX_VALUE);
            assertTrue(returned.await(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS), "close did not return");
            from.listener().await(Event.PEER_CLOSED, 1);
            assertTrue(to.listener().staysAt(Event.FRAME, 1, QUIET), "a frame after close");
        });
    }

    @Test
    void ch13_closeReturnsWithinASecondThoughThePeerReadsNothing() throws Exception {
        bothWays((from, to) -> {
            from.fillUp(50_000);
            closeInTime(from);
            closeInTime(to);
        });
    }

    @Test
    void ch13_theBlockedEndItselfCanBeClosedFirst() throws Exception {
        bothWays((from, to) -> {
            from.fillUp(50_000);
            closeInTime(to);
            closeInTime(from);
        });
    }

    @Test
    void ch13_closeDoesNotWaitForEverForAListenerThatBlocks() throws Exception {
        bothWays((from, to) -> {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            to.listener().onFrame(frame -> {
                inside.countDown();
                awaitQuietly(release);
            });
            try {
                to.channel().request(1);
                from.send(TestFrames.numbered(1, 10));
                assertTrue(inside.await(patience().toMillis(), TimeUnit.MILLISECONDS), "no frame was delivered");
                closeInTime(to);
                from.listener().await(Event.PEER_CLOSED, 1);
            } finally {
                release.countDown();
            }
        });
    }

    @Test
    void ch13_noCallBeginsAfterClose() throws Exception {
        for (int round = 0; round < 20; round++) {
            bothWays((from, to) -> {
                AtomicBoolean closed = new AtomicBoolean();
                AtomicBoolean late = new AtomicBoolean();
                to.listener().onFrame(frame -> {
                    if (closed.get()) {
                        late.set(true);
                    }
                });
                to.channel().request(Integer.MAX_VALUE);
                FutureTask<Integer> offers = ChannelPair.inBackground(() -> offerUntil(from, closed));
                to.listener().awaitFrames(100);
                to.channel().close();
                int frames = to.listener().count(Event.FRAME);
                closed.set(true);
                from.channel().close();
                ChannelPair.join(offers, patience());
                assertFalse(late.get(), "a frame was delivered after close had returned");
                assertEquals(frames, to.listener().count(Event.FRAME), "a frame after close had returned");
            });
        }
    }

    @Test
    void ch13_closeGivesBackEveryThread() throws Exception {
        Set<Thread> before = processionThreads();
        bothWays((from, to) -> {
            to.channel().request(Integer.MAX_VALUE);
            from.send(TestFrames.numbered(1, 100_000));
            to.listener().awaitFrames(1);
        });
        bothWays((from, to) -> from.fillUp(50_000));
        Await.untilTrue(
                () -> before.containsAll(processionThreads()),
                patience(),
                () -> "threads are left after close: " + processionThreads());
    }

    @Test
    void ch17_anIdleChannelUsesNoProcessorTime() throws Exception {
        Set<Thread> strangers = Thread.getAllStackTraces().keySet();
        bothWays((from, to) -> {
            to.channel().request(Integer.MAX_VALUE);
            from.send(TestFrames.numbered(1, 100));
            to.listener().awaitFrames(1);
            assertIdle(strangers, "an idle channel");
        });
    }

    @Test
    void ch17_aFullChannelUsesNoProcessorTime() throws Exception {
        Set<Thread> strangers = Thread.getAllStackTraces().keySet();
        bothWays((from, to) -> {
            from.fillUp(50_000);
            assertIdle(strangers, "a channel that waits for its peer to read");
        });
    }

    @Test
    void ch19_anInterruptedCallerCanDoEverythingAndKeepsItsFlag() throws Exception {
        bothWays((from, to) -> {
            interrupted(() -> to.channel().request(10));
            interrupted(() -> assertTrue(from.channel().offer(List.of(TestFrames.numbered(1, 10_000)))));
            interrupted(() -> assertTrue(from.channel().offer(List.of(TestFrames.numbered(2, 100_000)))));
            TestFrames.check(to.listener().awaitFrames(1).get(0), 1, 10_000);
            TestFrames.check(to.listener().awaitFrames(2).get(1), 2, 100_000);
            interrupted(() -> from.channel().closeOutput());
            to.listener().await(Event.PEER_CLOSED, 1);
            to.send(TestFrames.numbered(3, 10));
            interrupted(() -> from.channel().request(1));
            TestFrames.check(from.listener().awaitFrames(1).get(0), 3, 10);
            interrupted(() -> closeInTime(to));
            from.listener().await(Event.PEER_CLOSED, 1);
            interrupted(() -> closeInTime(from));
        });
    }

    @Test
    void ch19_aListenerThatLeavesTheFlagSetDoesNoHarm() throws Exception {
        bothWays((from, to) -> {
            to.listener().onFrame(frame -> Thread.currentThread().interrupt());
            int taken = from.fillUp(20_000);
            from.listener().onWritable(() -> Thread.currentThread().interrupt());
            to.channel().request(Integer.MAX_VALUE);
            from.send(TestFrames.numbered(1, 10));
            to.listener().awaitFrames(taken + 1);
            from.channel().closeOutput();
            to.listener().await(Event.PEER_CLOSED, 1);
        });
    }

    @Test
    void ch19_whoeverInterruptsTheChannelsThreadsDoesNotSilenceIt() throws Exception {
        bothWays((from, to) -> {
            to.channel().request(Integer.MAX_VALUE);
            from.send(TestFrames.numbered(1, 10));
            to.listener().awaitFrames(1);
            assertTrue(to.listener().staysAt(Event.FRAME, 1, QUIET), "a frame too many"); // now all threads wait
            processionThreads().forEach(Thread::interrupt);
            boolean told = Await.holds(() -> arrivesOrFails(from, to), patience());
            assertTrue(told, "frames arrive no more, and neither end was told why");
        });
    }

    private static boolean arrivesOrFails(ChannelEnd from, ChannelEnd to) {
        try {
            from.channel().offer(List.of(ByteBuffer.allocate(10)));
        } catch (ChannelException closed) {
            // Then one of them has been told, or will be.
        }
        return to.listener().count(Event.FRAME) > 1
                || from.listener().count(Event.FAILED) + to.listener().count(Event.FAILED) > 0;
    }

    /** Runs something on this thread with the interrupt flag set, which has to be set afterwards too. */
    private static void interrupted(Runnable body) {
        Thread.currentThread().interrupt();
        try {
            body.run();
        } finally {
            assertTrue(Thread.interrupted(), "the interrupt flag was lost");
        }
    }

    private void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeInTime(ChannelEnd end) {
        long begin = System.nanoTime();
        end.channel().close();
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(took.compareTo(CLOSE_LIMIT) < 0, () -> "close took " + took);
    }

    private static int offerUntil(ChannelEnd from, AtomicBoolean enough) {
        int taken = 0;
        try {
            while (!enough.get()) {
                if (from.channel().offer(List.of(ByteBuffer.allocate(50)))) {
                    taken++;
                } else {
                    Thread.onSpinWait();
                }
            }
        } catch (ChannelException closed) {
            assertEquals(ErrorCode.CHANNEL_CLOSED, closed.code());
        }
        return taken;
    }

    private static Set<Thread> processionThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(LifeRules::isProcessions)
                .collect(Collectors.toSet());
    }

    /** One quiet interval is enough: what settles in the first is no sin, what goes on shows in each. */
    private static void assertIdle(Set<Thread> strangers, String what) throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 5 && least > IDLE_COST.toNanos(); attempt++) {
            long before = processorNanos(strangers);
            assertFalse(new CountDownLatch(1).await(IDLE.toMillis(), TimeUnit.MILLISECONDS));
            least = Math.min(least, processorNanos(strangers) - before);
        }
        Duration cost = Duration.ofNanos(least);
        assertTrue(cost.compareTo(IDLE_COST) <= 0, () -> what + " used " + cost + " of processor time in each " + IDLE);
    }

    /** Of the threads that came with the channel, and of those that transports share between channels. */
    @SuppressWarnings("deprecation") // Thread#threadId is not there on 17
    private static long processorNanos(Set<Thread> strangers) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !strangers.contains(thread) || isProcessions(thread))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getId()))
                .filter(nanos -> nanos > 0)
                .sum();
    }

    private static boolean isProcessions(Thread thread) {
        return thread.getName().startsWith("procession-");
    }
}
