package dev.procession.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import dev.procession.it.MachineLoad;
import dev.procession.it.faults.Deed.DeedError;
import dev.procession.it.pool.Installed;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.WorkerLostException;
import dev.procession.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever user code does, wherever a task meets it, however much it carries: a typed failure within a second of the deed,
 * each task ran once, those around it succeed, and nothing is left. {@code -Dprocession.test.repeats=20} runs the
 * whole of it so often.
 */
@ParameterizedClass
@MethodSource("rounds")
@ExtendWith(LeakGuard.class)
class FaultMatrixIT {
    private static final int REPEATS = Integer.getInteger("procession.test.repeats", 1);

    /** The promise, on a machine whose processors are not fought for. */
    private static final long LIMIT_MILLIS = 1_000;

    /** How long it may take until all is well again: shorter than what only looks again by itself would take. */
    private static final long CALM_MILLIS = 5_000;

    private static final int WORKERS = 2;

    /** How many tasks a cell has, and which of them is rigged. */
    private static final int TASKS = 8;

    private static final int RIGGED = 3;
    private static final FaultTable TABLE = new FaultTable();

    @Parameter(0)
    String transport = "";

    @Parameter(1)
    int round;

    @TempDir
    Path folder = Path.of("");

    private final Queue<String> printed = new ConcurrentLinkedQueue<>();
    private final Deaths deaths = new Deaths();

    /** Each with a pool of its own. */
    static Stream<Arguments> rounds() {
        return IntStream.range(0, REPEATS)
                .boxed()
                .flatMap(round -> Installed.transports().map(transport -> Arguments.of(transport, round)));
    }

    @AfterAll
    static void report() throws IOException {
        TABLE.write(
                Path.of("target", "failsafe-reports", "fault-matrix.md"),
                "Each fault, how it ended for the caller, and milliseconds until the caller knew, from the throw or the end"
                        + " of the process, on Java "
                        + Runtime.version().feature()
                        + ". Halt, exit and kill cannot apply to the decoding of a result: that is"
                        + " in the parent, and would end the program that uses the pool.");
    }

    @TestFactory
    Stream<DynamicTest> everyFaultFailsItsTaskAloneWithinASecond() throws Exception {
        ProcessPool pool = ProcessPool.builder()
                .processes(WORKERS)
                .transport(transport)
                .maxHeapBytes(48L << 20)
                .jvmOptions("-Xlog:gc") // to standard output, between all else
                .output(line -> printed.add(line.text()))
                .build();
        List<DynamicTest> cells = new ArrayList<>();
        Holdings[] before = new Holdings[1];
        cells.add(DynamicTest.dynamicTest("before", () -> before[0] = whenAllWorkersAreThere(pool)));
        for (Fault fault : Fault.all()) {
            cells.add(DynamicTest.dynamicTest(fault.row(), () -> cell(pool, fault)));
        }
        new Disturbances(pool, folder, printed)
                .rows()
                .forEach((row, body) -> cells.add(DynamicTest.dynamicTest(row, () -> disturb(row, body))));
        cells.add(DynamicTest.dynamicTest("nothing is left", () -> assertNothingIsLeft(pool, before[0])));
        return cells.stream().onClose(pool::close);
    }

    private static Holdings whenAllWorkersAreThere(ProcessPool pool) throws Exception {
        allWorkersWork(pool);
        return Holdings.now();
    }

    private static void allWorkersWork(ProcessPool pool) {
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        pool
                                        .map(
                                                (Integer x) ->
                                                        ProcessHandle.current().pid(),
                                                IntStream.range(0, 100).boxed().toList())
                                        .stream()
                                        .distinct()
                                        .count()
                                == WORKERS);
    }

    private void cell(ProcessPool pool, Fault fault) throws Exception {
        deaths.watch();
        Path notes = folder.resolve(fault.row());
        List<TaskFuture<Integer>> others = new ArrayList<>();
        TaskFuture<Rigged> rigged = null;
        for (int task = 1; task <= TASKS; task++) {
            if (task == RIGGED) {
                rigged = pool.applyAsync(Rigged::run, Rigged.argument(fault, notes.toString()));
            } else {
                others.add(noting(pool, notes + "-" + task, task));
            }
        }
        TaskFuture<Rigged> failing = Objects.requireNonNull(rigged);
        Throwable failure = catchThrowable(() -> failing.get(30, TimeUnit.SECONDS));
        long known = System.currentTimeMillis();
        assertThat(failure).isInstanceOf(ExecutionException.class);
        assertFailure(failure.getCause(), fault);
        for (TaskFuture<Integer> other : others) {
            Path ran = Path.of(notes + "-" + other.get(30, TimeUnit.SECONDS));
            assertThat(Notes.times(ran, Notes.RUN)).hasSize(1);
        }
        assertThat(pool.<Integer, Integer>apply(x -> x + 1, round)).isEqualTo(round + 1);
        assertThat(Notes.times(notes, Notes.RUN)).hasSize(fault.site() == Site.ARGUMENT_DECODE ? 0 : 1);
        assertThat(Notes.times(notes, Notes.DEED)).hasSize(1);
        long millis = Math.max(0, known - happened(notes, failure.getCause()));
        TABLE.add(fault.row(), transport, failure.getCause().getClass().getSimpleName(), millis);
        assertThat(millis)
                .as("milliseconds until %s over %s was known", fault.row(), transport)
                .isLessThanOrEqualTo(MachineLoad.scaled(LIMIT_MILLIS));
    }

    /** When an error was thrown, or a process was dead: of a halt, that is when the JVM is gone, and not when it is called. */
    private long happened(Path notes, Throwable failure) throws Exception {
        long deed = Notes.times(notes, Notes.DEED).get(0);
        return failure instanceof WorkerLostException lost
                ? deaths.at(lost.certificate().pid(), deed)
                : deed;
    }

    private void disturb(String row, Executable body) throws Throwable {
        long began = System.currentTimeMillis();
        body.execute();
        long millis = System.currentTimeMillis() - began;
        TABLE.add(row, transport, "result", millis);
        assertThat(millis)
                .as("milliseconds for %s over %s", row, transport)
                .isLessThanOrEqualTo(MachineLoad.scaled(CALM_MILLIS));
    }

    private static TaskFuture<Integer> noting(ProcessPool pool, String file, int task) {
        return pool.applyAsync(
                (Integer number) -> {
                    Notes.write(file, Notes.RUN);
                    return number;
                },
                task);
    }

    private static void assertFailure(Throwable cause, Fault fault) {
        switch (fault.deed()) {
            case HALT -> assertLost(cause, "exit code 3");
            case EXIT -> assertLost(cause, "exit code 4");
            case KILL -> assertLost(cause, "SIGKILL");
            case OUT_OF_MEMORY -> assertThat(cause).isInstanceOf(OutOfMemoryError.class);
            case STACK_OVERFLOW -> assertThrown(cause, fault.site(), StackOverflowError.class);
            case ERROR -> assertThrown(cause, fault.site(), DeedError.class);
        }
    }

    /** What the function throws arrives as it is; what values throw while they are written or read, with the place where. */
    private static void assertThrown(Throwable cause, Site site, Class<? extends Error> thrown) {
        switch (site) {
            case RUN -> assertThat(cause).isInstanceOf(thrown);
            case RESULT_ENCODE -> assertThat(cause).isInstanceOf(EncodingException.class);
            case ARGUMENT_DECODE, RESULT_DECODE -> assertThat(cause).isInstanceOf(DecodingException.class);
        }
        assertThat(cause).hasStackTraceContaining(thrown.getName());
    }

    private static void assertLost(Throwable cause, String words) {
        assertThat(cause).isInstanceOf(WorkerLostException.class);
        WorkerLostException lost = (WorkerLostException) cause;
        assertThat(lost.certificate().reason()).contains(words);
        assertThat(lost.certificate().task()).contains("Rigged");
        assertThat(lost.certificate().pid()).isPositive();
    }

    private static void assertNothingIsLeft(ProcessPool pool, Holdings before) throws Exception {
        allWorkersWork(pool);
        System.gc();
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(Holdings.now()).matches(now -> now.isNoMoreThan(before), "≤ " + before));
    }
}
