package dev.procession.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.core.channel.ChannelOptions;
import dev.procession.testkit.RecordingListener.Event;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who may send and receive how much, and who calls: CH-03, CH-04, CH-06 and CH-07. */
abstract class FlowRules extends CarryingRules {
    @Test
    void ch03_offerRefusesInsteadOfBlockingWhenThePeerReadsNothing() throws Exception {
        bothWays((from, to) -> {
            FutureTask<Integer> filling = ChannelPair.inBackground(() -> from.fillUp(1_000));
            int taken = ChannelPair.join(filling, patience());
            assertTrue(taken > 0, "an empty channel took nothing");
            to.channel().request(Integer.MAX_VALUE);
            to.listener().awaitFrames(taken);
            assertTrue(to.listener().staysAt(Event.FRAME, taken, QUIET), "a refused frame was sent");
        });
    }

    @Test
    void ch03_aChannelWithNothingWaitingTakesAFrameLargerThanItsQueue() throws Exception {
        ChannelOptions narrow = new ChannelOptions(MAX_FRAME_BYTES, 1_024, Duration.ZERO);
        bothWays(narrow, (from, to) -> {
            to.channel().request(2);
            assertTrue(from.channel().offer(List.of(TestFrames.numbered(1, 1 << 20))), "refused for ever");
            TestFrames.check(to.listener().awaitFrames(1).get(0), 1, 1 << 20);
            from.send(TestFrames.numbered(2, MAX_FRAME_BYTES));
            TestFrames.check(to.listener().awaitFrames(2).get(1), 2, MAX_FRAME_BYTES);
        });
    }

    @Test
    void ch04_writableIsCalledOnceAfterARefusal() throws Exception {
        bothWays((from, to) -> {
            int taken = from.fillUp(5_000);
            int before = from.listener().count(Event.WRITABLE);
            for (int i = 0; i < 10; i++) {
                assertFalse(from.channel().offer(List.of(ByteBuffer.allocate(5_000))), "a full channel took a frame");
            }
            to.channel().request(Integer.MAX_VALUE);
            from.listener().await(Event.WRITABLE, before + 1);
            to.listener().awaitFrames(taken);
            assertTrue(from.channel().offer(List.of(ByteBuffer.allocate(5_000))), "not worth a try after writable");
            to.listener().awaitFrames(taken + 1);
            assertTrue(from.listener().staysAt(Event.WRITABLE, before + 1, QUIET), "writable more than once");
        });
    }

    @Test
    void ch04_eachRefusalGetsItsOwnWritable() throws Exception {
        bothWays((from, to) -> {
            int sent = 0;
            for (int round = 1; round <= 5; round++) {
                int taken = from.fillUp(20_000);
                int before = from.listener().count(Event.WRITABLE);
                sent += taken;
                to.channel().request(taken);
                to.listener().awaitFrames(sent);
                from.listener().await(Event.WRITABLE, before + 1);
            }
        });
    }

    @Test
    void ch04_writableIsNotCalledWithoutARefusal() throws Exception {
        bothWays((from, to) -> {
            to.channel().request(Integer.MAX_VALUE);
            for (int i = 0; i < 1_000; i++) {
                assertTrue(from.channel().offer(List.of(ByteBuffer.allocate(100))));
            }
            to.listener().awaitFrames(1_000);
            assertTrue(from.listener().staysAt(Event.WRITABLE, 0, QUIET), "writable without a refusal");
        });
    }

    @Test
    void ch04_anOfferFromInsideWritableIsTaken() throws Exception {
        bothWays((from, to) -> {
            int taken = from.fillUp(5_000);
            from.listener().onWritable(() -> from.channel().offer(List.of(ByteBuffer.allocate(10))));
            to.channel().request(Integer.MAX_VALUE);
            ByteBuffer last = to.listener().awaitFrames(taken + 1).get(taken);
            assertEquals(10, last.remaining());
        });
    }

    @Test
    void ch06_nothingIsDeliveredBeyondTheDemand() throws Exception {
        bothWays((from, to) -> {
            for (int i = 0; i < 10; i++) {
                from.send(TestFrames.numbered(i, 50));
            }
            assertTrue(to.listener().staysAt(Event.FRAME, 0, QUIET), "a frame before the first request");
            to.channel().request(1);
            to.listener().awaitFrames(1);
            assertTrue(to.listener().staysAt(Event.FRAME, 1, QUIET), "more frames than requested");
            to.channel().request(1);
            to.channel().request(1);
            to.channel().request(3);
            to.listener().awaitFrames(6);
            assertTrue(to.listener().staysAt(Event.FRAME, 6, QUIET), "more frames than requested");
        });
    }

    @Test
    void ch06_demandMadeBeforehandAddsUpAndSaturates() throws Exception {
        bothWays((from, to) -> {
            to.channel().request(Integer.MAX_VALUE);
            to.channel().request(Integer.MAX_VALUE);
            to.channel().request(1);
            for (int i = 0; i < 100; i++) {
                from.send(TestFrames.numbered(i, i));
            }
            to.listener().awaitFrames(100);
        });
    }

    @Test
    void ch06_aRequestFromInsideFrameIsHonouredAndTheStackStaysFlat() throws Exception {
        int count = 20_000;
        bothWays((from, to) -> {
            AtomicInteger deepest = new AtomicInteger();
            AtomicInteger first = new AtomicInteger();
            AtomicInteger seen = new AtomicInteger();
            to.listener().onFrame(frame -> {
                int number = seen.incrementAndGet();
                if (number % 997 == 1) {
                    int depth = new Throwable().getStackTrace().length;
                    first.compareAndSet(0, depth);
                    deepest.accumulateAndGet(depth, Math::max);
                }
                to.channel().request(1);
            });
            int taken = 0;
            while (taken < count && from.channel().offer(List.of(ByteBuffer.allocate(4)))) {
                taken++;
            }
            to.channel().request(1);
            to.listener().awaitFrames(taken);
            to.listener().onFrame(frame -> {});
            assertTrue(
                    deepest.get() <= first.get() + 50,
                    () -> "the stack grew from " + first + " to " + deepest + " calls by requests from inside frame");
        });
    }

    @Test
    void ch06_aRequestOfLessThanOneThrows() throws Exception {
        bothWays((from, to) -> {
            for (int wrong : List.of(0, -1, Integer.MIN_VALUE)) {
                assertThrows(IllegalArgumentException.class, () -> to.channel().request(wrong));
            }
            from.send(TestFrames.numbered(1, 1));
            assertTrue(to.listener().staysAt(Event.FRAME, 0, QUIET), "a refused request made demand");
        });
    }

    @Test
    void ch07_theListenerIsCalledByOneThreadAtATime() throws Exception {
        int count = 20_000;
        ChannelOptions narrow = new ChannelOptions(MAX_FRAME_BYTES, 4_096, Duration.ZERO);
        try (ChannelPair pair = open(narrow)) {
            pair.parent().channel().request(Integer.MAX_VALUE);
            pair.child().channel().request(Integer.MAX_VALUE);
            FutureTask<Integer> up = ChannelPair.inBackground(() -> sendSmall(pair.child(), count));
            sendSmall(pair.parent(), count);
            ChannelPair.join(up, patience());
            pair.child().listener().awaitFrames(count);
            pair.parent().listener().awaitFrames(count);
            pair.parent().channel().closeOutput();
            pair.child().listener().await(Event.PEER_CLOSED, 1);
            pair.assertNoViolations();
        }
    }

    private static int sendSmall(ChannelEnd end, int count) {
        for (int i = 0; i < count; i++) {
            end.send(ByteBuffer.allocate(100));
        }
        return count;
    }
}
