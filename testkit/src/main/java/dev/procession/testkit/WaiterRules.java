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
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reading on the thread that waits: CH-16, with the trait or without it. */
abstract class WaiterRules extends LifeRules {
    /** How long it may take a waiter to learn what it is told: shorter than it takes one to look for himself now and then. */
    private static final Duration TOLD = Duration.ofSeconds(5);

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
            assertTrue(to.channel().readUntil(() -> to.listener().count(Event.FRAME) > 0, patience()), "no frame came");
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

    @Test
    void ch16_ofSeveralWaitersEachReturnsWhenItsConditionHolds() throws Exception {
        int waiters = 4;
        bothWays((from, to) -> {
            if (!waiterReads()) {
                return;
            }
            CountDownLatch begun = new CountDownLatch(waiters);
            List<FutureTask<Boolean>> waiting = new ArrayList<>();
            for (int i = 1; i <= waiters; i++) {
                int frames = i;
                waiting.add(ChannelPair.inBackground(() -> to.channel()
                        .readUntil(
                                () -> {
                                    begun.countDown();
                                    return to.listener().count(Event.FRAME) >= frames;
                                },
                                ChronoUnit.FOREVER.getDuration())));
            }
            assertTrue(begun.await(patience().toMillis(), TimeUnit.MILLISECONDS), "a condition is not asked");
            to.channel().request(waiters);
            for (int i = 0; i < waiters; i++) {
                from.send(TestFrames.numbered(i, 10));
                assertTrue(ChannelPair.join(waiting.get(i), patience()));
            }
        });
    }

    @Test
    void ch16_aWaiterThatIsUnparkedAsksItsConditionAnew() throws Exception {
        bothWays((from, to) -> {
            if (!waiterReads()) {
                return;
            }
            CountDownLatch begun = new CountDownLatch(1);
            AtomicBoolean holds = new AtomicBoolean();
            AtomicReference<@Nullable Thread> waiter = new AtomicReference<>();
            FutureTask<Boolean> waiting = ChannelPair.inBackground(() -> {
                waiter.set(Thread.currentThread());
                return to.channel()
                        .readUntil(
                                () -> {
                                    begun.countDown();
                                    return holds.get();
                                },
                                ChronoUnit.FOREVER.getDuration());
            });
            assertTrue(begun.await(patience().toMillis(), TimeUnit.MILLISECONDS), "a condition is not asked");
            holds.set(true);
            LockSupport.unpark(waiter.get());
            assertTrue(ChannelPair.join(waiting, patience()));
        });
    }

    @Test
    void ch16_aWaiterThatComesWhileAnotherThreadDeliversIsToldWhatThatHasChanged() throws Exception {
        bothWays((from, to) -> {
            if (!waiterReads()) {
                return;
            }
            CountDownLatch delivering = new CountDownLatch(1);
            AtomicBoolean holds = new AtomicBoolean();
            AtomicReference<@Nullable Thread> waiter = new AtomicReference<>();
            to.listener().onFrame(frame -> {
                delivering.countDown();
                Await.untilTrue(() -> isParked(waiter.get()), patience(), () -> "the waiter does not wait");
                holds.set(true);
            });
            to.channel().request(1);
            from.send(TestFrames.numbered(1, 10));
            assertTrue(delivering.await(patience().toMillis(), TimeUnit.MILLISECONDS), "nothing is delivered");
            FutureTask<Boolean> waiting = ChannelPair.inBackground(() -> {
                waiter.set(Thread.currentThread());
                return to.channel().readUntil(holds::get, ChronoUnit.FOREVER.getDuration());
            });
            assertTrue(ChannelPair.join(waiting, TOLD));
        });
    }

    /** It may lose its carrier at any time, and nobody would read meanwhile. */
    @Test
    void ch16_aVirtualThreadWaitsWithoutReading() throws Exception {
        Optional<Method> starting = Stream.of(Thread.class.getMethods())
                .filter(method -> method.getName().equals("startVirtualThread"))
                .findAny(); // from Java 21 on
        bothWays((from, to) -> {
            if (!waiterReads() || starting.isEmpty()) {
                return;
            }
            Set<Thread> callers = ConcurrentHashMap.newKeySet();
            to.listener().onFrame(frame -> callers.add(Thread.currentThread()));
            to.channel().request(Integer.MAX_VALUE);
            CountDownLatch begun = new CountDownLatch(1);
            FutureTask<Boolean> waiting = new FutureTask<>(() -> to.channel()
                    .readUntil(
                            () -> {
                                begun.countDown();
                                return to.listener().count(Event.FRAME) == 1;
                            },
                            ChronoUnit.FOREVER.getDuration()));
            Object virtual = starting.get().invoke(null, waiting);
            assertTrue(begun.await(patience().toMillis(), TimeUnit.MILLISECONDS), "a condition is not asked");
            from.send(TestFrames.numbered(1, 10));
            assertTrue(ChannelPair.join(waiting, TOLD));
            assertFalse(callers.contains(virtual), "a virtual thread has read");
        });
    }

    /** Each reads the first of three answers by himself and leaves the others to whoever reads then. */
    @Test
    void ch16_waitersThatComeAndGoLeaveNothingUnread() throws Exception {
        int callers = 3;
        int calls = 400;
        bothWays((from, to) -> {
            if (!waiterReads()) {
                return;
            }
            Map<Long, CompletableFuture<Void>> answers = new ConcurrentHashMap<>();
            from.listener().onFrame(frame -> assertTrue(from.channel().offer(List.of(frame)), "an echo is refused"));
            to.listener()
                    .onFrame(frame ->
                            requireNonNull(answers.remove(frame.getLong(0))).complete(null));
            from.channel().request(Integer.MAX_VALUE);
            to.channel().request(Integer.MAX_VALUE);
            List<FutureTask<Integer>> calling = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                SplittableRandom random = new SplittableRandom(i);
                calling.add(ChannelPair.inBackground(() -> {
                    for (int call = 0; call < calls; call++) {
                        List<CompletableFuture<Void>> three = new ArrayList<>();
                        for (int frame = 0; frame < 3; frame++) {
                            three.add(ask(to, answers, random.nextLong()));
                        }
                        assertTrue(to.channel().readUntil(three.get(0)::isDone, TOLD), "a waiter finds nothing");
                        for (CompletableFuture<Void> answer : three) {
                            answer.get(TOLD.toMillis(), TimeUnit.MILLISECONDS);
                        }
                    }
                    return calls;
                }));
            }
            for (FutureTask<Integer> caller : calling) {
                assertEquals(calls, ChannelPair.join(caller, patience()));
            }
        });
    }

    private static CompletableFuture<Void> ask(
            ChannelEnd end, Map<Long, CompletableFuture<Void>> answers, long question) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        answers.put(question, answer);
        assertTrue(
                end.channel().offer(List.of(ByteBuffer.allocate(Long.BYTES).putLong(0, question))),
                "a question is refused");
        return answer;
    }

    private static boolean isParked(@Nullable Thread thread) {
        return thread != null
                && (thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void ch16_theConditionMayOffer() throws Exception {
        bothWays((from, to) -> {
            if (!waiterReads()) {
                return;
            }
            AtomicBoolean asked = new AtomicBoolean();
            from.channel().request(1);
            from.listener().onFrame(frame -> assertTrue(from.channel().offer(List.of(frame))));
            to.channel().request(1);
            assertTrue(to.channel()
                    .readUntil(
                            () -> {
                                if (asked.compareAndSet(false, true)) {
                                    assertTrue(to.channel().offer(List.of(TestFrames.numbered(1, 100))));
                                }
                                return to.listener().count(Event.FRAME) == 1;
                            },
                            patience()));
        });
    }
}
