package dev.procession.pool.parent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.ledger.Ledger;
import dev.procession.pool.PoolStatistics.WorkerEnd;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.protocol.ControlMessages.Stack;
import dev.procession.pool.protocol.MessageKind;
import dev.procession.pool.protocol.Shape;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which worker has which task when. The workers are played, so that each order of events is had for certain. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DispatcherTest {
    private static final TaskOptions ORDINARY = TaskOptions.defaults();
    private static final TaskOptions URGENT = TaskOptions.priority(9);
    private static final TaskOptions KEYED = TaskOptions.key("key");

    private final HandDrivenPool pool = new HandDrivenPool(1);

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void anUrgentTaskWaitsWhereAllThatWasSentHasBeenEnteredAndIsNotHeardOf() {
        HandDrivenWorker worker = pool.quickWorker("worker");
        worker.enter(pool.submit("one", 2, ORDINARY));
        PendingTask urgent = pool.submit("urgent", URGENT);
        assertThat(worker.has(urgent)).isFalse();
        worker.succeed(2);
        assertThat(worker.has(urgent)).isTrue();
    }

    @Test
    void aWorkerWhoseLastOutcomeHasComeIsGivenNothingMore() {
        HandDrivenWorker retiring = pool.quickWorker("retiring");
        retiring.enter(pool.submit("one", ORDINARY));
        retiring.succeedAndRetire(1);
        assertThat(pool.outcomes).endsWith("one");
        PendingTask next = pool.submit("next", ORDINARY);
        assertThat(retiring.has(next)).isFalse();
        HandDrivenWorker other = pool.joinedWorker("other");
        assertThat(other.has(next)).isTrue();
    }

    @Test
    void aSkipThatComesLateDoesNotSayThatTheNextTakingBackWasHeeded() {
        HandDrivenWorker worker = pool.quickWorker("worker");
        PendingTask quick = pool.submit("quick", ORDINARY);
        worker.enter(quick);
        pool.submit("two", 2, ORDINARY);
        worker.parentEnd().takeBack().recall();
        worker.succeed(1);
        worker.run(1); // skips the first of "two", so that both are sent again
        long item = quick.firstItem() + 2;
        assertThat(worker.ledger().enter(item)).isFalse(); // skips the second, and does not say so yet
        assertThat(worker.ledger().enter(item + 1)).isTrue();
        worker.parentEnd().takeBack().recall(); // takes back what is behind that one
        worker.run(1); // says it
        PendingTask more = pool.submit("more", ORDINARY);
        assertThat(worker.has(more)).isFalse();
        pool.joinedWorker("other").runAll();
        assertThat(pool.outcomes).endsWith("two", "more");
    }

    @Test
    void whatWasNotSentYetIsTakenBackForAnUrgentTaskOnce() {
        HandDrivenWorker worker = pool.quickWorker("worker");
        worker.enter(pool.submit("one", 2, ORDINARY));
        worker.full = true;
        worker.parentEnd().shutDown(); // a frame that its channel does not take: what comes now is not sent
        pool.submit("waits", KEYED);
        pool.submit("urgent", URGENT);
        worker.full = false;
        worker.succeed(2);
        worker.runAll();
        assertThat(pool.outcomes).endsWith("one", "one", "urgent", "waits");
    }

    @Test
    void whatComesWhileUnsentTasksAreTakenBackDoesNotOvertakeThem() throws InterruptedException {
        HandDrivenWorker worker = pool.quickWorker("worker");
        worker.full = true;
        worker.parentEnd().shutDown();
        AtomicBoolean over = new AtomicBoolean();
        Thread recalling = new Thread(() -> {
            while (!over.get()) {
                worker.parentEnd().takeBack().recall();
            }
        });
        recalling.start();
        List<String> names =
                IntStream.range(0, 2_000).mapToObj(n -> "keyed " + n).toList();
        names.forEach(name -> pool.submit(name, KEYED));
        over.set(true);
        recalling.join();
        worker.full = false;
        worker.parentEnd().sender().flush();
        worker.runAll();
        assertThat(pool.outcomes).endsWith(names.toArray(String[]::new));
    }

    @Test
    void whoeverGetsFreeTakesAtOnceWhatWaitsBehindALongTask() {
        HandDrivenWorker held = pool.quickWorker("held");
        HandDrivenWorker other = pool.joinedWorker("other");
        PendingTask two = pool.submit("two", 2, ORDINARY);
        assertThat(held.ledger().enter(two.firstItem())).isTrue();
        other.enter(pool.submit("own", ORDINARY));
        while (held.parentEnd().window().heldUpNanos() < 1_000_000) {
            Thread.onSpinWait();
        }
        other.succeed(1);
        other.runAll();
        assertThat(pool.outcomes).endsWith("own", "two");
    }

    @Test
    void whatNobodyWantsAnyMoreMakesRoomWhenItIsDroppedInsteadOfSent() {
        HandDrivenWorker worker = pool.quickWorker("worker");
        worker.full = true;
        worker.parentEnd().shutDown();
        pool.submit("unwanted", ORDINARY);
        PendingTask alone = pool.task("alone", 1, ORDINARY).withDeaths(1);
        pool.dispatcher().submit(alone);
        assertThat(worker.has(alone)).isFalse();
        pool.unwanted.add("unwanted");
        worker.full = false;
        worker.parentEnd().listener().writable();
        assertThat(worker.has(alone)).isTrue();
    }

    @Test
    void anErrandOfADrainedWorkerIsNotTakenBack() {
        HandDrivenWorker worker = pool.quickWorker("worker");
        pool.dispatcher().leave(worker.parentEnd());
        HandDrivenWorker other = pool.quickWorker("other");
        assertThat(worker.parentEnd().sender().drained()).isDone();
        PendingTask task = pool.task("finalizer", 1, ORDINARY);
        Errand errand = new Errand("finalizer", task.function(), task.shape(), task.arguments());
        CompletableFuture<Object> outcome = errand.sendTo(worker.parentEnd());
        worker.parentEnd().takeBack().recall(); // by one that had looked before
        other.runAll();
        worker.runAll();
        assertThat(outcome).isCompletedWithValue(1);
        assertThat(other.received(MessageKind.TASKS)).isEqualTo(1);
    }

    @Test
    void aKeyWaitsWhileAWorkerThatLeavesStillRunsIt() {
        HandDrivenWorker worker = pool.joinedWorker("worker");
        HandDrivenWorker successor = pool.joinedWorker("successor");
        worker.enter(pool.submit("running", KEYED));
        Farewell farewell = new Farewell(pool.engine, Duration.ofSeconds(1), Purpose.USE);
        farewell.begin(worker.inItsPlace(), WorkerEnd.RECYCLED);
        PendingTask next = pool.submit("next", KEYED);
        assertThat(successor.has(next)).isFalse();
        worker.succeed(1);
        assertThat(successor.has(next)).isTrue();
        worker.kill();
    }

    @Test
    void whatIsStartedAnewComesBeforeWhatWaitsForTheSameKey() throws InterruptedException {
        HandDrivenWorker worker = pool.joinedWorker("worker");
        HandDrivenWorker successor = pool.joinedWorker("successor");
        worker.enter(pool.submit("anew", KEYED.withAttempts(2)));
        pool.submit("next", KEYED);
        worker.kill();
        Undertaker undertaker = new Undertaker(pool.engine, Duration.ofSeconds(1));
        Worker dead = worker.inItsPlace();
        Undertaker.Estate estate = undertaker.bury(dead, false);
        successor.runAll();
        undertaker.settle(dead, estate);
        successor.runAll();
        assertThat(pool.outcomes).containsExactly("anew", "next");
    }

    @Test
    void tasksThatWaitMoveWithTheirKeyWhenThePoolGrows() {
        pool.joinedWorker("worker").enter(pool.submit("keeps it busy", ORDINARY));
        TaskOptions moving = TaskOptions.key(keyOfSeat(2, 2));
        PendingTask first = pool.submit("first", moving);
        pool.submit("second", moving);
        pool.dispatcher().seats(() -> 2);
        HandDrivenWorker other = pool.joinedWorker("other");
        assertThat(other.has(first)).isTrue();
        pool.submit("third", moving);
        other.runAll();
        assertThat(pool.outcomes).containsExactly("first", "second", "third");
    }

    private static int keyOfSeat(int seat, int seats) {
        Homes homes = new Homes();
        homes.resize(seats);
        return IntStream.range(0, 1_000)
                .filter(key -> homes.seatOf(KeyHash.of(key)) == seat)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aChunkOfAMapHoldsOneKey() throws InterruptedException {
        TaskOptions options =
                TaskOptions.shardBy((String item) -> item.charAt(0)).withChunkSize(10);
        ItemEncoder encoder = new ItemEncoder(pool.engine.packer(), Shape.FUNCTION);
        MapJob job = new MapJob(() -> {}, null);
        new MapFeeder(pool.engine, pool.function, encoder, options, job).feed(List.of("a1", "a2", "b1", "a3"), 4);
        assertThat(pool.dispatcher().waiting()).isEqualTo(3);
    }

    @Test
    void ofTwoResizesAtATimeTheLastDecidesAll() {
        LedgerPlace own = new LedgerPlace() {
            @Override
            public Ledger fresh() {
                return Ledger.inMemory();
            }

            @Override
            public String address() {
                return "here";
            }
        };
        Places places = new Places(number -> new WorkerSlot(number, "worker " + number, null, own));
        Farewell farewell = new Farewell(pool.engine, Duration.ofSeconds(1), Purpose.USE);
        AtomicReference<Runnable> meanwhile = new AtomicReference<>();
        Turnover turnover = new Turnover(places, Staffing.of(1), farewell, pool.engine, slot -> {
            Runnable step = meanwhile.getAndSet(null);
            if (step != null) {
                step.run();
            }
        });
        meanwhile.set(() -> turnover.resize(2, 2));
        turnover.resize(8, 8);
        assertThat(pool.engine.processes()).hasValue(2);
        assertThat(places.count()).isEqualTo(2);
        pool.joinedWorker("one");
        pool.joinedWorker("two");
        IntStream.range(0, 50).forEach(key -> pool.submit("of key " + key, TaskOptions.key(key)));
        assertThat(pool.dispatcher().waiting())
                .as("tasks that wait for a third worker")
                .isZero();
    }

    @Test
    void neighboursAreCancelledAtOnceAndWhatHasItsOutcomeIsNot() {
        HandDrivenWorker worker = pool.quickWorker("worker");
        CallSink sink = new CallSink(pool.engine.tally());
        PendingTask task = pool.task("many", 64, ORDINARY, sink);
        sink.bind(task);
        task.parts(pool.codecs, new Span(task, 0, 64), 1, 2)
                .forEach(worker.parentEnd().runs()::give);
        worker.parentEnd().sender().flush();
        worker.run(6);
        sink.abandon();
        assertThat(worker.received(MessageKind.CANCEL)).isEqualTo(1);
        worker.runAll();
        sink.abandon();
        assertThat(worker.received(MessageKind.CANCEL)).isEqualTo(1);
    }

    @Test
    void aShortLimitBehindALongOneIsLookedAfterInTime() {
        HandDrivenWorker worker = pool.quickWorker("worker");
        PendingTask slow = pool.task("an hour", 1, TaskOptions.timeout(Duration.ofHours(1)));
        worker.parentEnd().runs().give(slow);
        worker.parentEnd().runs().give(pool.task("short", 1, TaskOptions.timeout(Duration.ofMillis(100))));
        worker.parentEnd().sender().flush();
        long now = System.nanoTime();
        worker.ledger().starts(now);
        worker.enter(slow);
        StopLadder ladder = worker.parentEnd().ladder();
        long inTime = TimeUnit.MILLISECONDS.toNanos(100);
        assertThat(ladder.look(now) - now).isLessThanOrEqualTo(inTime);
        long late = now + TimeUnit.HOURS.toNanos(1);
        assertThat(ladder.look(late) - late).as("while the first is stopped").isLessThanOrEqualTo(inTime);
    }

    @Test
    void aTaskWhoseOutcomeWaitsToBeReadIsNotOutOfTimeUnlessThatNeverComes() {
        HandDrivenWorker worker = pool.quickWorker("worker");
        PendingTask ended = pool.task("ended", 1, TaskOptions.timeout(Duration.ofMillis(100)));
        worker.parentEnd().runs().give(ended);
        worker.parentEnd().sender().flush();
        long now = System.nanoTime();
        worker.ledger().starts(now);
        worker.enter(ended);
        worker.ledger().restart(0, ended.firstItem());
        worker.ledger().publish(0, new byte[1], 1);
        StopLadder ladder = worker.parentEnd().ladder();
        long late = now + TimeUnit.HOURS.toNanos(1); // this process stood still meanwhile
        assertThat(ladder.look(late) - late).isPositive();
        assertThat(worker.received(MessageKind.CANCEL)).isZero();
        long unused = ladder.look(late + TimeUnit.SECONDS.toNanos(1));
        assertThat(worker.received(MessageKind.CANCEL)).isEqualTo(1);
    }

    @Test
    void theStackOfATaskIsKeptIfNoThreadDumpFollowsAndItsWorkerIsToldToStopItAtLast() {
        HandDrivenWorker worker = pool.quickWorker("worker");
        CallSink sink = new CallSink(pool.engine.tally());
        PendingTask endless = pool.task("endless", 1, TaskOptions.timeout(Duration.ofMillis(100)), sink);
        worker.parentEnd().runs().give(endless);
        worker.parentEnd().sender().flush();
        long now = System.nanoTime();
        worker.ledger().starts(now);
        worker.enter(endless);
        StopLadder ladder = worker.parentEnd().ladder();
        long late = now + TimeUnit.SECONDS.toNanos(1);
        assertThat(ladder.look(late) - late).isPositive();
        worker.parentEnd().orders().answered(new Stack(endless.firstItem(), "\"main\" RUNNABLE\n\tat here", false));
        assertThat(worker.received(MessageKind.CANCEL)).isEqualTo(1);
        long unused = ladder.look(late + TimeUnit.MILLISECONDS.toNanos(600));
        assertThat(worker.received(MessageKind.CANCEL)).isEqualTo(2);
        assertThatThrownBy(() -> sink.await(endless))
                .cause()
                .isInstanceOfSatisfying(TaskTimeoutException.class, failure -> {
                    assertThat(failure.remoteStack()).hasValue("\"main\" RUNNABLE\n\tat here");
                    assertThat(failure.threadDump()).isEqualTo("\"main\" RUNNABLE\n\tat here");
                    assertThat(failure).hasMessageEndingWith("it was at\n\"main\" RUNNABLE\n\tat here");
                });
    }

    /** A sink that throws an error when it is asked for the first time, under the dispatcher's lock. */
    private static final class Erring extends NoSink {
        private final AtomicReference<@Nullable Error> error;

        Erring(Error thrown) {
            error = new AtomicReference<>(thrown);
        }

        @Override
        public boolean isWanted() {
            Error thrown = error.getAndSet(null);
            if (thrown != null) {
                throw thrown;
            }
            return super.isWanted();
        }
    }

    @Test
    void whatIsCutOffForWantOfMemoryIsDoneAtTheNextLook() {
        HandDrivenWorker worker = pool.joinedWorker("worker");
        PendingTask task = pool.task("task", 1, ORDINARY, new Erring(new OutOfMemoryError()));
        assertThatThrownBy(() -> pool.dispatcher().submit(task)).isInstanceOf(OutOfMemoryError.class);
        assertThat(worker.has(task)).isFalse();
        pool.dispatcher().resume();
        assertThat(worker.has(task)).isTrue();
        assertThat(pool.engine.damage().cause).isNull();
    }

    @Test
    void whereTheStackHasRunOutUnderTheLockThePoolIsDamaged() {
        pool.joinedWorker("worker");
        StackOverflowError error = new StackOverflowError();
        PendingTask task = pool.task("task", 1, ORDINARY, new Erring(error));
        assertThatThrownBy(() -> pool.dispatcher().submit(task)).isSameAs(error);
        assertThat(pool.engine.damage().cause).isSameAs(error);
        assertThat(pool.dispatcher().open()).containsExactly(task.sink());
    }
}
