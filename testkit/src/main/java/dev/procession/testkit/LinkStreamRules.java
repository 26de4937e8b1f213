package dev.procession.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.LaunchLink.Streams;
import dev.procession.core.launch.WorkerLauncher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may use a link for what, and what its streams carry: LL-01 to LL-06, LL-11 and LL-12. */
abstract class LinkStreamRules extends LinkSubject {
    private static final int TAKERS = 8;

    @Test
    void ll01_theLinkOfALaunchedChildIsPresentForGood() throws Exception {
        try (LaunchedPair pair = open()) {
            assertTrue(pair.parent().present(), "before the launch");
            assertTrue(pair.child().present(), "in the child");
            pair.endChild();
            assertTrue(pair.parent().present(), "after the child's end");
        }
    }

    @Test
    void ll12_bothEndsKnowOneSecretWhateverTheLinkIsUsedFor() throws Exception {
        try (LaunchedPair pair = open()) {
            byte[] secret = pair.parent().secret();
            assertEquals(LaunchLink.SECRET_BYTES, secret.length);
            assertArrayEquals(secret, pair.child().secret());
            pair.parent().takeStreams();
            pair.child().doorbell();
            assertArrayEquals(secret, pair.parent().secret());
            assertArrayEquals(secret, pair.child().secret());
        }
    }

    @Test
    void ll12_eachLinkHasASecretOfItsOwn() throws Exception {
        try (LaunchedPair one = open();
                LaunchedPair other = open()) {
            assertFalse(Arrays.equals(one.parent().secret(), other.parent().secret()), "one secret for two links");
        }
    }

    @Test
    void ll02_theStreamsAreHandedOverOnce() throws Exception {
        atEachEnd((end, peer) -> {
            end.takeStreams();
            assertThrows(IllegalStateException.class, end::takeStreams);
            assertThrows(IllegalStateException.class, end::doorbell);
        });
    }

    @Test
    void ll02_aLinkThatIsADoorbellKeepsItsStreams() throws Exception {
        atEachEnd((end, peer) -> {
            end.doorbell();
            assertThrows(IllegalStateException.class, end::takeStreams);
            peer.doorbell().ring();
            assertTrue(inTime(() -> end.doorbell().await(patience())), "the doorbell after a refused take");
        });
    }

    @Test
    void ll03_thereIsOneDoorbell() throws Exception {
        atEachEnd((end, peer) -> assertSame(end.doorbell(), end.doorbell()));
    }

    @TestFactory
    Stream<DynamicTest> ll04_beforeTheLaunchThereAreNoStreams() throws Exception {
        try (LaunchedPair pair = open()) {
            return pair.parent() instanceof WorkerLauncher.LinkToBe
                    ? Stream.of(DynamicTest.dynamicTest("of a link to be", this::streamsComeWithTheLaunch))
                    : Stream.empty();
        }
    }

    private void streamsComeWithTheLaunch() throws Exception {
        try (LaunchedPair pair = open()) {
            assertThrows(IllegalStateException.class, pair.parent()::takeStreams);
            LaunchLink child = pair.child();
            pair.parent().takeStreams().out().write(5);
            assertEquals(5, inTime(() -> child.takeStreams().in().read()));
        }
    }

    @Test
    void ll04_aRingBeforeTheLaunchWakesTheChild() throws Exception {
        try (LaunchedPair pair = open()) {
            pair.parent().doorbell().ring();
            LaunchLink child = pair.child();
            assertTrue(inTime(() -> child.doorbell().await(patience())), "the child was not woken");
        }
    }

    @Test
    void ll05_allBytesArriveInOrder() throws Exception {
        byte[] sent = bytes((1 << 20) + 7);
        atEachEnd((end, peer) -> {
            Streams from = end.takeStreams();
            Streams to = peer.takeStreams();
            FutureTask<byte[]> arrived = ChannelPair.inBackground(() -> to.in().readNBytes(sent.length));
            inTime(() -> {
                from.out().write(sent, 0, 1_000);
                from.out().write(sent, 1_000, sent.length - 1_000);
            });
            assertEquals(-1, difference(sent, ChannelPair.join(arrived, patience())), "bytes are the same up to");
        });
    }

    @Test
    void ll05_aByteArrivesAtOnceAndWithoutAFlush() throws Exception {
        atEachEnd((end, peer) -> {
            Streams from = end.takeStreams();
            Streams to = peer.takeStreams();
            for (int value : new int[] {0, 127, 255}) {
                inTime(() -> from.out().write(value));
                assertEquals(value, inTime(() -> to.in().read(new byte[1], 0, 1) == 1 ? value : -1));
                inTime(() -> from.out().write(value));
                assertEquals(value, inTime(() -> to.in().read()));
            }
        });
    }

    @Test
    void ll05_whatCameBeforeTheStreamsWereTakenIsKept() throws Exception {
        byte[] early = bytes(2_000);
        byte[] late = bytes(3_000);
        atEachEnd((end, peer) -> {
            Streams from = end.takeStreams();
            inTime(() -> from.out().write(early));
            Streams to = peer.takeStreams();
            inTime(() -> from.out().write(late));
            assertEquals(-1, difference(early, read(to.in(), early.length)));
            assertEquals(-1, difference(late, read(to.in(), late.length)));
        });
    }

    @Test
    void ll06_theParentsStreamEndsBehindTheLastByteOfADeadChild() throws Exception {
        byte[] last = bytes(3_000);
        try (LaunchedPair pair = open()) {
            Streams child = pair.child().takeStreams();
            Streams parent = pair.parent().takeStreams();
            inTime(() -> child.out().write(last));
            pair.endChild();
            assertEquals(-1, difference(last, read(parent.in(), last.length)));
            assertEquals(-1, inTime(() -> parent.in().read()));
        }
    }

    @TestFactory
    Stream<DynamicTest> ll06_theChildsStreamEndsBehindTheLastByteOfADeadParent() throws Exception {
        return withTheParentsEnd((pair, endParent) -> {
            byte[] last = bytes(3_000);
            Streams child = pair.child().takeStreams();
            Streams parent = pair.parent().takeStreams();
            inTime(() -> parent.out().write(last));
            endParent.run();
            assertEquals(-1, difference(last, read(child.in(), last.length)));
            assertEquals(-1, inTime(() -> child.in().read()));
        });
    }

    @Test
    void ll11_ofManyTakersOneGetsTheStreams() throws Exception {
        atEachEnd((end, peer) -> {
            List<FutureTask<Boolean>> takers = new ArrayList<>();
            for (int i = 0; i < TAKERS; i++) {
                takers.add(ChannelPair.inBackground(() -> takes(end)));
            }
            int taken = 0;
            for (FutureTask<Boolean> taker : takers) {
                taken += ChannelPair.join(taker, patience()) ? 1 : 0;
            }
            assertEquals(1, taken, "how many got the streams");
        });
    }

    private static boolean takes(LaunchLink end) {
        try {
            end.takeStreams();
            return true;
        } catch (IllegalStateException takenBefore) {
            return false;
        }
    }

    /** A test of the launcher's death; none where the launcher is the process of the tests. */
    Stream<DynamicTest> withTheParentsEnd(ParentScenario scenario) throws Exception {
        try (LaunchedPair pair = open()) {
            return pair.endParent().stream()
                    .map(how -> DynamicTest.dynamicTest("of a launcher that can be ended", () -> run(scenario)));
        }
    }

    private void run(ParentScenario scenario) throws Exception {
        try (LaunchedPair pair = open()) {
            scenario.run(pair, pair.endParent().orElseThrow());
        }
    }

    /** A scenario in which the launcher ends. */
    interface ParentScenario {
        void run(LaunchedPair pair, Runnable endParent) throws Exception;
    }
}
