package dev.procession.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.core.channel.LaunchLink.Doorbell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a doorbell does: LL-07 to LL-11 and LL-13. */
abstract class LinkBellRules extends LinkStreamRules {
    /** More than any pipe holds that is common: 64 KiB. */
    private static final int MANY = 70_000;

    private static final int ROUNDS = 300;
    private static final int RINGERS = 4;

    @Test
    void ll07_aRingWakesTheWaitingPeer() throws Exception {
        atEachEnd((end, peer) -> {
            Doorbell waiting = peer.doorbell();
            FutureTask<Boolean> wait = ChannelPair.inBackground(() -> waiting.await(patience()));
            end.doorbell().ring();
            assertTrue(ChannelPair.join(wait, patience()), "the ring was lost");
        });
    }

    @Test
    void ll07_aRingWhileNobodyWaitsIsKept() throws Exception {
        atEachEnd((end, peer) -> {
            end.doorbell().ring();
            assertTrue(inTime(() -> peer.doorbell().await(patience())), "before the peer's doorbell was asked for");
            end.doorbell().ring();
            assertTrue(inTime(() -> peer.doorbell().await(patience())), "after it");
        });
    }

    @Test
    void ll07_noRingOfManyIsLost() throws Exception {
        try (LaunchedPair pair = open()) {
            Doorbell parent = pair.parent().doorbell();
            Doorbell child = pair.child().doorbell();
            for (int i = 0; i < ROUNDS; i++) {
                parent.ring();
                assertTrue(inTime(() -> child.await(patience())), "ring to the child");
                child.ring();
                assertTrue(inTime(() -> parent.await(patience())), "ring to the parent");
            }
        }
    }

    @Test
    void ll08_ringingNeverBlocksAlsoWhenNobodyWaits() throws Exception {
        atEachEnd((end, peer) -> {
            Doorbell ringing = end.doorbell();
            Doorbell silent = peer.doorbell();
            inTime(() -> {
                for (int i = 0; i < MANY; i++) {
                    ringing.ring();
                }
            });
            assertTrue(inTime(() -> silent.await(patience())), "none of many rings came");
            ringing.ring();
            assertTrue(inTime(() -> silent.await(patience())), "the ring after them");
        });
    }

    @Test
    void ll08_ringingADeadPeerDoesNothing() throws Exception {
        try (LaunchedPair pair = open()) {
            Doorbell parent = pair.parent().doorbell();
            pair.child();
            pair.endChild();
            assertTrue(inTime(() -> parent.await(patience())), "the peer's end was not told");
            inTime(() -> {
                for (int i = 0; i < 10; i++) {
                    parent.ring();
                }
            });
        }
    }

    @Test
    void ll09_aWaitThatNobodyRingsEndsAtItsLimitAndNotBefore() throws Exception {
        atEachEnd((end, peer) -> {
            peer.doorbell();
            Doorbell bell = end.doorbell();
            long begun = System.nanoTime();
            assertFalse(inTime(() -> bell.await(QUIET)), "it rang by itself");
            Duration waited = Duration.ofNanos(System.nanoTime() - begun);
            assertTrue(waited.compareTo(QUIET) >= 0, () -> "waited " + waited + " instead of " + QUIET);
        });
    }

    @Test
    void ll09_anyLimitIsTaken() throws Exception {
        atEachEnd((end, peer) -> {
            Doorbell bell = end.doorbell();
            assertFalse(inTime(() -> bell.await(Duration.ZERO)));
            assertFalse(inTime(() -> bell.await(Duration.ofSeconds(-1))));
            peer.doorbell().ring();
            assertTrue(inTime(() -> bell.await(Duration.ofSeconds(Long.MAX_VALUE))));
        });
    }

    @Test
    void ll09_oneRingWakesOneWait() throws Exception {
        atEachEnd((end, peer) -> {
            Doorbell bell = end.doorbell();
            peer.doorbell().ring();
            assertTrue(inTime(() -> bell.await(patience())));
            assertFalse(inTime(() -> bell.await(QUIET)), "one ring woke two waits");
        });
    }

    @Test
    void ll09_anInterruptEndsTheWait() throws Exception {
        try (LaunchedPair pair = open()) {
            pair.child();
            Doorbell bell = pair.parent().doorbell();
            FutureTask<Boolean> wait = ChannelPair.inBackground(() -> {
                Thread.currentThread().interrupt();
                return bell.await(patience());
            });
            ExecutionException thrown =
                    assertThrows(ExecutionException.class, () -> ChannelPair.join(wait, patience()));
            assertInstanceOf(InterruptedException.class, thrown.getCause());
        }
    }

    @Test
    void ll10_theChildsEndWakesTheParentForGood() throws Exception {
        try (LaunchedPair pair = open()) {
            pair.child().doorbell();
            Doorbell parent = pair.parent().doorbell();
            FutureTask<Boolean> wait = ChannelPair.inBackground(() -> parent.await(patience()));
            pair.endChild();
            assertTrue(ChannelPair.join(wait, patience()), "the wait under way");
            for (int i = 0; i < 3; i++) {
                assertTrue(inTime(() -> parent.await(patience())), "a later wait");
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> ll10_theParentsEndWakesTheChildForGood() throws Exception {
        return withTheParentsEnd((pair, endParent) -> {
            Doorbell child = pair.child().doorbell();
            pair.parent().doorbell();
            FutureTask<Boolean> wait = ChannelPair.inBackground(() -> child.await(patience()));
            endParent.run();
            assertTrue(ChannelPair.join(wait, patience()), "the wait under way");
            for (int i = 0; i < 3; i++) {
                assertTrue(inTime(() -> child.await(patience())), "a later wait");
            }
        });
    }

    @Test
    void ll11_manyThreadsMayRing() throws Exception {
        atEachEnd((end, peer) -> {
            Doorbell bell = end.doorbell();
            List<FutureTask<Boolean>> ringers = new ArrayList<>();
            for (int i = 0; i < RINGERS; i++) {
                ringers.add(ChannelPair.inBackground(() -> ringOften(bell)));
            }
            for (FutureTask<Boolean> ringer : ringers) {
                assertTrue(ChannelPair.join(ringer, patience()));
            }
            assertTrue(inTime(() -> peer.doorbell().await(patience())), "none of their rings came");
        });
    }

    private static boolean ringOften(Doorbell bell) {
        for (int i = 0; i < 2_000; i++) {
            bell.ring();
        }
        return true;
    }

    @Test
    void ll13_aRingThatAHearerHasTakenWakesNoWaitAndAnotherDoes() throws Exception {
        atEachEnd((end, peer) -> {
            Doorbell bell = end.doorbell();
            Semaphore heard = new Semaphore(0);
            AtomicBoolean takes = new AtomicBoolean(true);
            boolean told = bell.tellFirst(() -> {
                heard.release();
                return takes.get();
            });
            if (!told) {
                return;
            }
            peer.doorbell().ring();
            assertTrue(heard.tryAcquire(patience().toMillis(), TimeUnit.MILLISECONDS), "the hearer was not told");
            assertFalse(inTime(() -> bell.await(QUIET)), "a ring that was taken woke a wait");
            takes.set(false);
            peer.doorbell().ring();
            assertTrue(inTime(() -> bell.await(patience())), "a ring that was not taken was lost");
        });
    }
}
