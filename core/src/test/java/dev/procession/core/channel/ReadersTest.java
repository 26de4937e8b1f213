package dev.procession.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.channel.Readers.Manner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Turns, with a peer that is this test: what it publishes are numbers, and it rings as {@link Parking} has it. */
@Timeout(60)
class ReadersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OWN = 0;
    private static final int PEER = 128;

    private final ByteBuffer words = ByteBuffer.allocateDirect(256).order(ByteOrder.LITTLE_ENDIAN);
    private final SharedWord own = new SharedWord(words, OWN);
    private final Bell bell = new Bell();
    private final Parking parking = new Parking(own, new SharedWord(words, PEER), bell);

    /** How the peer rings this end. */
    private final Parking peers = new Parking(new SharedWord(words, PEER), own, bell);

    private final Input input = new Input();
    private final CountDownLatch released = new CountDownLatch(1);
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private Readers readers = readers(Manner.LINGERING);

    private Readers readers(Manner manner) {
        return new Readers(
                "procession-readers-test",
                input,
                parking,
                new Readers.Waiting(Duration.ZERO, manner),
                failure::complete,
                released::countDown);
    }

    @AfterEach
    void stop() throws Exception {
        readers.stop();
        assertThat(released.await(30, TimeUnit.SECONDS)).isTrue();
        readers.join(PATIENCE);
        assertThat(failure).isNotDone();
    }

    @Test
    void whatComesWhileNobodyWaitsTheChannelsThreadReads() {
        readers.start();
        for (int i = 1; i <= 3; i++) {
            publish();
            awaitRead(i);
        }
        assertThat(input.lastReader).startsWith("procession-readers-test");
    }

    @Test
    void whatComesWhileSomebodyWaitsHeReads() throws Exception {
        readers.start();
        publish();
        assertThat(readers.readUntil(() -> input.read.get() == 1, PATIENCE)).isTrue();
        for (int i = 2; i <= 50; i++) {
            int expected = i;
            CompletableFuture<Void> later = CompletableFuture.runAsync(this::publish, ReadersTest::onItsOwn);
            assertThat(readers.readUntil(() -> input.read.get() == expected, PATIENCE))
                    .isTrue();
            later.join();
        }
    }

    @Test
    void whoReadsWithoutTimeIsGivenWhatIsThere() throws Exception {
        input.published.addAndGet(2);
        assertThat(readers.readUntil(() -> input.read.get() == 3, Duration.ZERO))
                .isFalse();
        assertThat(input.read).hasValue(2);
        assertThat(readers.readUntil(() -> input.read.get() == 2, Duration.ZERO))
                .isTrue();
        readers.start();
    }

    @Test
    void aStreamThatIsReadAllTheTimeRingsLessOftenThanItSendsOnceItIsWatched() throws Exception {
        readers.start();
        int batch = 1_000;
        int rung = batch;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int sent = 0; rung > batch / 4; sent += batch) {
            assertThat(System.nanoTime()).as("%s of %s rang", rung, batch).isLessThan(deadline);
            rung = rungFor(sent + 1, sent + batch);
        }
    }

    private int rungFor(int first, int last) throws InterruptedException {
        int before = bell.rung.get();
        for (int i = first; i <= last; i++) {
            int expected = i;
            publish();
            assertThat(readers.readUntil(() -> input.read.get() >= expected, PATIENCE))
                    .isTrue();
        }
        return bell.rung.get() - before;
    }

    @Test
    void whoHasLingeredIsParkedSoonAndNothingIsLeftLying() throws Exception {
        readers.start();
        for (int round = 1; round <= 200; round++) {
            int expected = 2 * round;
            publish();
            assertThat(readers.readUntil(() -> input.read.get() >= expected - 1, PATIENCE))
                    .isTrue();
            publish(); // Nobody comes back for it but the channel's thread.
            awaitRead(expected);
        }
        awaitParked();
        int rung = bell.rung.get();
        publish();
        assertThat(bell.rung.get()).isEqualTo(rung + 1);
        awaitRead(401);
    }

    @Test
    void aWaiterForWhomNothingComesIsLeftInPeace() throws Exception {
        readers.start();
        for (int i = 1; i <= 1_000; i++) {
            int expected = i;
            publish();
            assertThat(readers.readUntil(() -> input.read.get() >= expected, PATIENCE))
                    .isTrue();
        }
        int before = input.steps.get();
        assertThat(readers.readUntil(() -> false, Duration.ofMillis(400))).isFalse();
        assertThat(input.steps.get() - before).isLessThan(100);
    }

    @Test
    void ofTwoWaitersOneFindsWhatComesWhoeverIsTold() throws Exception {
        readers.start();
        for (int round = 1; round <= 2_000; round++) {
            int expected = round;
            CompletableFuture<Boolean> other =
                    CompletableFuture.supplyAsync(() -> waitsFor(expected), ReadersTest::onItsOwn);
            publish();
            assertThat(waitsFor(expected)).isTrue();
            assertThat(other.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private boolean waitsFor(int count) {
        try {
            return readers.readUntil(() -> input.read.get() >= count, Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void inAParentWhoGivesTheTurnUpIsParkedAtOnce() throws Exception {
        readers = readers(Manner.PROMPT);
        for (int i = 1; i <= 100; i++) {
            int expected = i;
            publish();
            assertThat(readers.readUntil(() -> input.read.get() == expected, Duration.ZERO))
                    .isTrue();
            assertThat(own.get()).isEqualTo(Parking.PARKED);
        }
        readers.start();
    }

    @Test
    void whatIsLeftToTheThreadItDoesWhileOthersWait() throws Exception {
        readers.start();
        input.everyTenthIsTheThreads = true;
        for (int i = 1; i <= 100; i++) {
            int expected = i;
            publish();
            assertThat(readers.readUntil(() -> input.read.get() == expected, PATIENCE))
                    .isTrue();
            if (i % 10 == 0) {
                assertThat(input.lastReader).startsWith("procession-readers-test");
            }
        }
    }

    @Test
    void whatIsLeftToTheThreadItDoesWhileNobodyWaits() throws Exception {
        readers.start();
        input.everyTenthIsTheThreads = true;
        for (int i = 1; i <= 10; i++) {
            publish();
        }
        assertThat(readers.readUntil(() -> input.read.get() >= 9, PATIENCE)).isTrue();
        awaitRead(10);
    }

    private static void onItsOwn(Runnable step) {
        new Thread(step).start();
    }

    private void publish() {
        input.published.incrementAndGet();
        peers.wakePeer();
    }

    private void awaitRead(int count) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (input.read.get() < count) {
            assertThat(System.nanoTime()).as("read %s of %s", input.read, count).isLessThan(deadline);
            LockSupport.parkNanos(10_000);
        }
    }

    private void awaitParked() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (own.get() != Parking.PARKED) {
            assertThat(System.nanoTime()).as("not parked").isLessThan(deadline);
            LockSupport.parkNanos(10_000);
        }
    }

    /** A step reads one. */
    private static final class Input implements Readers.Work {
        private final AtomicInteger published = new AtomicInteger();
        private final AtomicInteger read = new AtomicInteger();
        private final AtomicInteger steps = new AtomicInteger();
        private volatile boolean everyTenthIsTheThreads;
        private volatile boolean left;
        private volatile String lastReader = "";

        @Override
        public boolean step() {
            steps.incrementAndGet();
            int next = read.get() + 1;
            if (published.get() < next) {
                return false;
            }
            String reader = Thread.currentThread().getName();
            if (everyTenthIsTheThreads && next % 10 == 0 && !reader.startsWith("procession-readers-test")) {
                left = true;
                return false;
            }
            left = false;
            lastReader = reader;
            read.set(next);
            return true;
        }

        @Override
        public boolean isReady() {
            return published.get() > read.get();
        }

        @Override
        public boolean isOver() {
            return false;
        }

        @Override
        public boolean isLeftToThread() {
            return left;
        }
    }

    /** Rings add up to one. */
    private static final class Bell implements LaunchLink.Doorbell {
        private final Semaphore rings = new Semaphore(0);
        private final AtomicInteger rung = new AtomicInteger();
        private volatile BooleanSupplier hearer = () -> false;

        @Override
        public void ring() {
            rung.incrementAndGet();
            if (!hearer.getAsBoolean()) {
                rings.release();
            }
        }

        @Override
        public boolean tellFirst(BooleanSupplier first) {
            hearer = first;
            return true;
        }

        @Override
        public boolean await(Duration limit) throws InterruptedException {
            boolean told = rings.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS);
            rings.drainPermits();
            return told;
        }
    }
}
