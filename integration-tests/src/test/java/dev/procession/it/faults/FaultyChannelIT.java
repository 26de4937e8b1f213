package dev.procession.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.procession.core.error.LaunchException;
import dev.procession.pool.PoolClosedException;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.WorkerLostException;
import dev.procession.testkit.LeakGuard;
import dev.procession.testkit.fault.Direction;
import dev.procession.testkit.fault.Fault;
import dev.procession.testkit.fault.FaultPlan;
import dev.procession.testkit.fault.FaultyTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A pool over a channel that breaks its word: no result at the wrong task, none twice, nobody waits for ever. */
@ExtendWith(LeakGuard.class)
class FaultyChannelIT {
    /** Above what a worker may send unasked, and above what is under a frame's check. */
    private static final int LARGE = 200_000;

    private static final Fault NONE = Fault.delay(Duration.ZERO);

    @TempDir
    Path folder = Path.of("");

    private int tasks;
    private FaultyTransport faulty = FaultyTransport.over("pipe", FaultPlan.seeded(1));
    private @Nullable ProcessPool open;

    @BeforeEach
    void open() {
        open = pool(faulty);
    }

    private ProcessPool pool() {
        return Objects.requireNonNull(open);
    }

    private static ProcessPool pool(FaultyTransport transport) {
        return ProcessPool.builder()
                .processes(1)
                .transport(transport)
                .startTimeout(Duration.ofSeconds(20))
                .output(line -> {})
                .build();
    }

    @AfterEach
    void close() {
        pool().terminate();
    }

    /** Notes that it ran; its result tells which task it was. */
    private static byte[] numbered(String file, int task, int size) {
        Notes.write(file, Notes.RUN);
        byte[] result = new byte[size];
        result[size - 1] = (byte) task;
        return result;
    }

    private record Asked(TaskFuture<byte[]> future, int task, Path ran) {}

    private Asked ask(int size) {
        int task = ++tasks;
        Path ran = folder.resolve("ran-" + task);
        String file = ran.toString();
        return new Asked(pool().applyAsync((Integer number) -> numbered(file, number, size), task), task, ran);
    }

    private static void assertResult(Asked asked, int size) throws Exception {
        byte[] result = asked.future().get(30, TimeUnit.SECONDS);
        assertThat(result).hasSize(size);
        assertThat(result[size - 1]).isEqualTo((byte) asked.task());
        assertRanOnce(asked);
    }

    private static void assertRanOnce(Asked asked) throws IOException {
        assertThat(Notes.times(asked.ran(), Notes.RUN)).hasSize(1);
    }

    /** All is quiet afterwards: nothing is on its way but what the next task brings about. */
    private void settle() throws Exception {
        assertResult(ask(1), 1);
    }

    @Test
    void aTaskThatIsLostChangedOrCutOnItsWayIsRunByAnotherWorkerOnce() throws Exception {
        for (Fault fault : List.of(Fault.drop(), Fault.corrupt(), Fault.tear())) {
            settle();
            faulty.next(Direction.TO_CHILD, fault);
            assertResult(ask(1), 1);
        }
        assertThat(faulty.done()).hasSize(3);
    }

    @Test
    void aResultThatIsLostChangedRepeatedOrCutIsTakenFromTheLedger() throws Exception {
        for (Fault fault : List.of(Fault.drop(), Fault.corrupt(), Fault.duplicate(), Fault.tear())) {
            settle();
            faulty.next(Direction.FROM_CHILD, fault);
            assertResult(ask(1), 1);
        }
        assertThat(faulty.done()).hasSize(4);
    }

    @Test
    void aTaskThatIsRepeatedRunsOnce() throws Exception {
        settle();
        faulty.next(Direction.TO_CHILD, Fault.duplicate());
        Asked asked = ask(1);
        Throwable failure = catchThrowable(() -> asked.future().get(30, TimeUnit.SECONDS));
        if (failure != null) { // its worker noticed before it had finished
            assertLost(failure, "came twice");
        }
        settle();
        assertThat(Notes.times(asked.ran(), Notes.RUN)).hasSizeLessThanOrEqualTo(1);
    }

    /** It is nowhere else: the task has run, and its result is gone. */
    @Test
    void aLargeResultThatIsLostOrCutFailsItsTaskAndSaysWhy() throws Exception {
        assertLargeResultLost(Direction.FROM_CHILD, Fault.drop(), "was lost");
        assertLargeResultLost(Direction.FROM_CHILD, Fault.tear(), "was torn after");
        assertLargeResultLost(Direction.TO_CHILD, Fault.drop(), "was lost"); // the grant of it
    }

    private void assertLargeResultLost(Direction direction, Fault fault, String words) throws Exception {
        settle();
        faulty.next(direction, NONE);
        faulty.next(direction, fault);
        Asked asked = ask(LARGE);
        assertLost(catchThrowable(() -> asked.future().get(30, TimeUnit.SECONDS)), words);
        assertRanOnce(asked);
    }

    private static void assertLost(Throwable failure, String words) {
        assertThat(failure).isInstanceOf(ExecutionException.class);
        assertThat(failure.getCause()).isInstanceOf(WorkerLostException.class).hasMessageContaining(words);
    }

    @Test
    void aLineThatStandsStillIsWaitedForAndHoldsUpNoTerminate() throws Exception {
        settle();
        faulty.next(Direction.FROM_CHILD, Fault.stall());
        Asked held = ask(1);
        assertThatThrownBy(() -> held.future().get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        faulty.resume();
        assertResult(held, 1);
        faulty.next(Direction.TO_CHILD, Fault.stall());
        Asked dropped = ask(1);
        pool().terminate();
        assertThatThrownBy(() -> dropped.future().get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(PoolClosedException.class);
    }

    @Test
    void overAChannelWithFaultsByChanceEveryTaskEndsWithItsOwnResultOrATypedFailure() throws Exception {
        close();
        FaultPlan plan = FaultPlan.seeded(5);
        for (Direction direction : Direction.values()) {
            for (Fault fault : List.of(Fault.drop(), Fault.tear(), Fault.duplicate(), Fault.corrupt())) {
                plan = plan.withChance(direction, 0.01, fault);
            }
            plan = plan.withChance(direction, 0.1, Fault.delay(Duration.ofMillis(3)));
        }
        faulty = FaultyTransport.over("pipe", plan);
        open = pool(faulty);
        List<Asked> all = new ArrayList<>();
        for (int round = 0; round < 30; round++) {
            all.add(ask(round % 10 == 0 ? LARGE : 1 + round));
            all.add(ask(1));
            Throwable unused =
                    catchThrowable(() -> all.get(all.size() - 1).future().get(60, TimeUnit.SECONDS));
        }
        for (Asked asked : all) {
            Throwable failure = catchThrowable(() -> asked.future().get(60, TimeUnit.SECONDS));
            if (failure == null) {
                byte[] result = asked.future().get();
                assertThat(result[result.length - 1]).isEqualTo((byte) asked.task());
                assertRanOnce(asked);
            } else {
                assertThat(failure.getCause()).isInstanceOfAny(WorkerLostException.class, LaunchException.class);
                assertThat(Notes.times(asked.ran(), Notes.RUN)).hasSizeLessThanOrEqualTo(1);
            }
        }
        assertThat(faulty.done()).hasSizeGreaterThan(5);
    }
}
