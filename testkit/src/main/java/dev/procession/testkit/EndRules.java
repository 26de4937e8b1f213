package dev.procession.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.testkit.RecordingListener.Event;
import dev.procession.testkit.loopback.LoopbackLink;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** How a channel ends for the one who does not end it: CH-09 to CH-12, CH-14 and CH-15. */
abstract class EndRules extends FlowRules {
    @Test
    void ch09_everythingTakenBeforeTheHalfCloseIsDelivered() throws Exception {
        bothWays((from, to) -> {
            for (int i = 0; i < 200; i++) {
                from.send(TestFrames.numbered(i, 4_000));
            }
            from.channel().closeOutput();
            from.channel().closeOutput();
            to.channel().request(Integer.MAX_VALUE);
            to.listener().await(Event.PEER_CLOSED, 1);
            List<ByteBuffer> frames = to.listener().frames();
            assertEquals(200, frames.size(), "frames before peerClosed");
            for (int i = 0; i < frames.size(); i++) {
                TestFrames.check(frames.get(i), i, 4_000);
            }
        });
    }

    @Test
    void ch09_theOtherDirectionStaysOpen() throws Exception {
        bothWays((from, to) -> {
            from.channel().closeOutput();
            to.listener().await(Event.PEER_CLOSED, 1);
            from.channel().request(100);
            for (int i = 0; i < 100; i++) {
                to.send(TestFrames.numbered(i, 10_000));
            }
            List<ByteBuffer> frames = from.listener().awaitFrames(100);
            TestFrames.check(frames.get(99), 99, 10_000);
            to.channel().closeOutput();
            from.listener().await(Event.PEER_CLOSED, 1);
        });
    }

    @Test
    void ch09_anOfferAfterTheHalfCloseThrows() throws Exception {
        bothWays((from, to) -> {
            from.channel().closeOutput();
            ChannelException thrown =
                    assertThrows(ChannelException.class, () -> from.channel().offer(List.of(ByteBuffer.allocate(1))));
            assertEquals(ErrorCode.CHANNEL_CLOSED, thrown.code());
        });
    }

    @Test
    void ch10_theEndNeedsNoDemand() throws Exception {
        bothWays((from, to) -> {
            from.channel().closeOutput();
            to.listener().await(Event.PEER_CLOSED, 1);
        });
        bothWays((from, to) -> {
            from.channel().close();
            to.listener().await(Event.PEER_CLOSED, 1);
        });
    }

    @Test
    void ch10_theEndWaitsForTheFramesBeforeIt() throws Exception {
        bothWays((from, to) -> {
            from.send(TestFrames.numbered(1, 10));
            from.send(TestFrames.numbered(2, 10));
            from.channel().closeOutput();
            to.channel().request(1);
            to.listener().awaitFrames(1);
            assertTrue(to.listener().staysAt(Event.PEER_CLOSED, 0, QUIET), "peerClosed before the last frame");
            to.channel().request(1);
            to.listener().await(Event.PEER_CLOSED, 1);
            assertEquals(
                    List.of(Event.FRAME, Event.FRAME, Event.PEER_CLOSED),
                    to.listener().events());
        });
    }

    @Test
    void ch11_aPeerThatClosesBetweenFramesIsACleanEnd() throws Exception {
        bothWays((from, to) -> {
            to.channel().request(Integer.MAX_VALUE);
            from.send(TestFrames.numbered(1, 100));
            to.listener().awaitFrames(1);
            from.channel().close();
            to.listener().await(Event.PEER_CLOSED, 1);
        });
    }

    @Test
    void ch11_aPeerThatClosesWithFramesUnreadIsACleanEnd() throws Exception {
        bothWays((from, to) -> {
            from.send(TestFrames.numbered(1, 1_000));
            from.send(TestFrames.numbered(2, 1_000));
            to.channel().request(1);
            to.listener().awaitFrames(1);
            to.channel().close();
            from.listener().await(Event.PEER_CLOSED, 1);
            assertEquals(0, from.listener().count(Event.FAILED), "an end between frames was taken for a failure");
        });
    }

    @Test
    void ch11_aFrameThatIsBeingReadIsFinishedByACloseOrNotBegun() throws Exception {
        bothWays((from, to) -> {
            to.channel().request(Integer.MAX_VALUE);
            from.send(TestFrames.numbered(1, 300_000));
            from.channel().close();
            to.listener().await(Event.PEER_CLOSED, 1);
            for (ByteBuffer frame : to.listener().frames()) {
                TestFrames.check(frame, 1, 300_000);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> ch11_aPeerThatDiesBetweenFramesIsACleanEnd() {
        return withRawPeer((end, peer) -> {
            end.channel().request(2);
            peer.sendFrame(new byte[] {1, 2, 3});
            assertEquals(3, end.listener().awaitFrames(1).get(0).remaining());
            peer.close();
            end.listener().await(Event.PEER_CLOSED, 1);
        });
    }

    @TestFactory
    Stream<DynamicTest> ch11_aPeerThatDiesInsideAFrameIsAFailure() {
        return withRawPeer((end, peer) -> {
            peer.sendTornFrame();
            peer.close();
            assertInstanceOf(ChannelException.class, end.listener().awaitFailure());
            assertThrows(ChannelException.class, () -> end.channel().offer(List.of(ByteBuffer.allocate(1))));
        });
    }

    @Test
    void ch12_oneEndIsToldOnce() throws Exception {
        bothWays((from, to) -> {
            to.channel().request(Integer.MAX_VALUE);
            from.channel().closeOutput();
            to.listener().await(Event.PEER_CLOSED, 1);
            from.channel().close();
            assertTrue(to.listener().staysAt(Event.PEER_CLOSED, 1, QUIET), "peerClosed twice");
            assertEquals(0, to.listener().count(Event.FAILED), "failed after peerClosed");
        });
    }

    @TestFactory
    Stream<DynamicTest> ch12_aFailureIsToldOnceAndNothingAfterIt() {
        return withRawPeer((end, peer) -> {
            end.channel().request(10);
            peer.sendGarbage();
            end.listener().await(Event.FAILED, 1);
            peer.close();
            assertTrue(end.listener().staysAt(Event.FAILED, 1, QUIET), "failed twice");
            assertEquals(0, end.listener().count(Event.PEER_CLOSED), "peerClosed after failed");
        });
    }

    @TestFactory
    Stream<DynamicTest> ch14_garbageFailsTheChannelAtOnceAndWithoutDemand() {
        return withRawPeer((end, peer) -> {
            peer.sendGarbage();
            Throwable failure = end.listener().awaitFailure();
            assertEquals(
                    ErrorCode.FRAME_CORRUPT,
                    assertInstanceOf(ChannelException.class, failure).code());
            assertEquals(0, end.listener().count(Event.FRAME), "garbage was delivered as a frame");
        });
    }

    @TestFactory
    Stream<DynamicTest> ch14_framesBeforeGarbageAreGood() {
        return withRawPeer((end, peer) -> {
            end.channel().request(10);
            peer.sendFrame(new byte[] {7});
            assertEquals(7, end.listener().awaitFrames(1).get(0).get(0));
            peer.sendGarbage();
            Throwable failure = end.listener().awaitFailure();
            assertEquals(
                    ErrorCode.FRAME_CORRUPT,
                    assertInstanceOf(ChannelException.class, failure).code());
        });
    }

    @Test
    void ch15_aListenerThatThrowsFromFrameEndsTheChannel() throws Exception {
        bothWays((from, to) -> {
            IllegalStateException thrown = new IllegalStateException("thrown by the test's listener");
            to.listener().onFrame(frame -> {
                throw thrown;
            });
            to.channel().request(10);
            from.send(TestFrames.numbered(1, 10));
            assertSame(thrown, to.listener().awaitFailure());
            Await.untilTrue(() -> refusesForGood(to), patience(), () -> "the channel still takes frames");
            from.listener().await(Event.PEER_CLOSED, 1);
        });
    }

    @Test
    void ch15_aListenerThatThrowsFromWritableEndsTheChannel() throws Exception {
        bothWays((from, to) -> {
            from.fillUp(10_000);
            AssertionError thrown = new AssertionError("thrown by the test's listener");
            from.listener().onWritable(() -> {
                throw thrown;
            });
            to.channel().request(Integer.MAX_VALUE);
            assertSame(thrown, from.listener().awaitFailure());
        });
    }

    @Test
    void ch15_aListenerThatThrowsFromItsEndIsToldNoSecondOne() throws Exception {
        bothWays((from, to) -> {
            AtomicInteger ends = new AtomicInteger();
            to.listener().onEnd(() -> {
                ends.incrementAndGet();
                throw new IllegalStateException("thrown by the test's listener");
            });
            from.channel().closeOutput();
            to.listener().await(Event.PEER_CLOSED, 1);
            Await.untilTrue(() -> refusesForGood(to), patience(), () -> "the channel still takes frames");
            assertEquals(1, ends.get());
        });
    }

    private static boolean refusesForGood(ChannelEnd end) {
        try {
            end.channel().offer(List.of(ByteBuffer.allocate(1)));
            return false;
        } catch (ChannelException closed) {
            return closed.code() == ErrorCode.CHANNEL_CLOSED;
        }
    }

    /** A test between a parent's end and a child made by hand; none where no child can be made by hand. */
    private Stream<DynamicTest> withRawPeer(RawScenario scenario) {
        return rawPeer().stream()
                .map(rawPeer -> DynamicTest.dynamicTest("by a raw peer", () -> run(scenario, rawPeer)));
    }

    private void run(RawScenario scenario, RawPeer rawPeer) throws Exception {
        RecordingListener listener = new RecordingListener(patience());
        try (LoopbackLink.Pair links = LoopbackLink.pair();
                var acceptor = provider().open(options(), links.parent())) {
            String address = acceptor.address();
            var connecting = ChannelPair.inBackground(() -> rawPeer.connect(address, options(), links.child()));
            try (var channel = acceptor.accept(listener, patience());
                    RawPeer.End peer = ChannelPair.join(connecting, patience())) {
                scenario.run(new ChannelEnd(channel, listener), peer);
                assertEquals(List.of(), listener.violations());
            }
        }
    }

    /** A scenario between a channel and bare hands. */
    interface RawScenario {
        void run(ChannelEnd end, RawPeer.End peer) throws Exception;
    }
}
