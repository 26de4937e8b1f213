package dev.procession.testkit;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.core.channel.TransportProvider.Trait;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProcessionException;
import dev.procession.testkit.RecordingListener.Event;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reading on the thread that waits: CH-16, with the trait or without it. */
abstract class WaiterRules extends LifeRules {
    private boolean waiterReads() {
        return provider().traits().contains(Trait.WAITER_READS);
    }

    @Test
    void ch16_withoutTheTraitReadUntilThrows() throws Exception {
        bothWays((from, to) -> {
            if (!waiterReads()) {
                assertThrows(
                        UnsupportedOperationException.class,
                        () -> to.channel().readUntil(() -> true, Duration.ofMillis(1)));
            }
        });
    }

    @Test
    void ch16_theWaiterIsCalledUntilItsConditionHolds() throws Exception {
        int count = 200;
        bothWays((from, to) -> {
            if (!waiterReads()) {
                return;
            }
            CountDownLatch begun = new CountDownLatch(1);
            Set<Thread> callers = ConcurrentHashMap.newKeySet();
            to.channel().request(Integer.MAX_VALUE);
            FutureTask<Integer> sending = ChannelPair.inBackground(() -> {
                begun.await();
                for (int i = 0; i < count; i++) {
                    from.send(TestFrames.numbered(i, 100));
                    to.listener().awaitFrames(i + 1);
                }
                return count;
            });
            to.listener().onFrame(frame -> callers.add(Thread.currentThread()));
            BooleanSupplier allThere = () -> {
                begun.countDown();
                return to.listener().count(Event.FRAME) >= count;
            };
            boolean held = to.channel().readUntil(allThere, patience());
            assertTrue(held, "the condition holds and readUntil says it does not");
            assertEquals(count, to.listener().count(Event.FRAME));
            assertTrue(callers.contains(Thread.currentThread()), () -> "only called " + callers);
            ChannelPair.join(sending, patience());
        });
    }

    @Test
    void ch16_theWaiterKeepsToTheDemandAndTheLimit() throws Exception {
        bothWays((from, to) -> {
            if (!waiterReads()) {
                return;
            }
            from.send(TestFrames.numbered(1, 10));
            from.send(TestFrames.numbered(2, 10));
            to.channel().request(1);
            assertFalse(to.channel().readUntil(() -> to.listener().count(Event.FRAME) > 1, QUIET));
            assertEquals(1, to.listener().count(Event.FRAME), "frames beyond the demand");
            assertTrue(to.channel().readUntil(() -> true, Duration.ZERO), "a condition that holds is not asked");
        });
    }

    @Test
    void ch16_readUntilFromInsideTheListenerThrows() throws Exception {
        bothWays((from, to) -> {
            if (!waiterReads()) {
                return;
            }
            AtomicReference<@Nullable ProcessionException> thrown = new AtomicReference<>();
            to.listener()
                    .onFrame(frame -> thrown.set(assertThrows(
                            ProcessionException.class, () -> to.channel().readUntil(() -> false, patience()))));
            to.channel().request(1);
            from.send(TestFrames.numbered(1, 10));
            Await.untilTrue(() -> thrown.get() != null, patience(), () -> "readUntil has not thrown");
            assertEquals(ErrorCode.WOULD_BLOCK, requireNonNull(thrown.get()).code());
        });
    }

    @Test
    void ch16_theEndReleasesTheWaiter() throws Exception {
        bothWays((from, to) -> {
            if (!waiterReads()) {
                return;
            }
            FutureTask<Boolean> waiting =
                    ChannelPair.inBackground(() -> to.channel().readUntil(() -> false, patience()));
            from.channel().close();
            assertFalse(ChannelPair.join(waiting, patience()));
            to.listener().await(Event.PEER_CLOSED, 1);
        });
    }

    @Test
    void ch16_anInterruptReleasesTheWaiter() throws Exception {
        bothWays((from, to) -> {
            if (!waiterReads()) {
                return;
            }
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> to.channel().readUntil(() -> false, patience()));
            to.channel().request(1);
            from.send(TestFrames.numbered(1, 10));
            to.listener().awaitFrames(1);
        });
    }
}
