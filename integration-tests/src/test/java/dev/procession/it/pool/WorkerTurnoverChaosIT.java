package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.pool.PoolClosedException;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.WorkerLostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Workers come and go in every way at once, under load: each task settles once, with the outcome that it had. */
class WorkerTurnoverChaosIT {
    /** Rounds in a run of the whole build; {@code -Dprocession.test.rounds=500} for a full drill. */
    private static final int ROUNDS = Integer.getInteger("procession.test.rounds", 10);

    private static final int MOST = 3;
    private static final int TASKS_PER_WORKER = 60;

    @TempDir
    Path folder;

    private final Random random = new Random(Long.getLong("procession.test.seed", 5));
    private final List<TaskFuture<Integer>> single = new ArrayList<>();
    private final List<TaskFuture<List<Integer>>> maps = new ArrayList<>();
    private int kills;

    /** The outcomes of tasks, by kind. */
    private int lost;

    private int cancelled;

    private static int noted(String file, int task) {
        Touch.ran(file, task);
        double x = task;
        for (int i = 0; i < 20_000; i++) {
            x = Math.sin(x) + 1;
        }
        return x > 10 ? -1 : task;
    }

    @ParameterizedTest
    @MethodSource("dev.procession.it.pool.Installed#transports")
    @Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void eachTaskSettlesOnceAndNothingIsLeft(String transport) throws Exception {
        Path file = folder.resolve("ran");
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1, MOST)
                .idleTimeout(Duration.ofMillis(100))
                .maxTasksPerChild(TASKS_PER_WORKER)
                .recycleAbove(200L << 20)
                .spares(1)
                .initializer(() -> System.setProperty("turnover", "yes"))
                .finalizer(() -> System.clearProperty("turnover"))
                .transport(transport)
                .maxHeapBytes(64L << 20)
                .output(line -> {})
                .build()) {
            for (int round = 0; round < ROUNDS; round++) {
                give(pool, file.toString());
                disturb(pool);
                single.get(random.nextInt(single.size()))
                        .handle((value, reason) -> value)
                        .get(60, TimeUnit.SECONDS);
            }
            settle();
        }
        assertThat(lost).isLessThanOrEqualTo(kills);
        Map<Integer, Long> counts = Touch.counts(file);
        assertThat(counts.values()).allMatch(count -> count == 1);
        assertThat(counts.size()).isGreaterThanOrEqualTo(single.size() - lost - cancelled);
        await().atMost(Duration.ofSeconds(10)).until(() -> workers().isEmpty());
    }

    private void give(ProcessPool pool, String file) {
        for (int i = random.nextInt(40); i >= 0; i--) {
            single.add(pool.applyAsync((Integer task) -> noted(file, task), single.size()));
        }
        if (random.nextInt(4) == 0) {
            maps.add(pool.mapAsync(
                    (Integer x) -> x + 1, IntStream.range(0, 100).boxed().toList()));
        }
    }

    private void disturb(ProcessPool pool) {
        switch (random.nextInt(5)) {
            case 0 -> pool.resize(1 + random.nextInt(MOST));
            case 1 -> pool.resize(0, 1 + random.nextInt(MOST));
            case 2 -> kill();
            case 3 -> single.get(random.nextInt(single.size())).cancel(true);
            default -> {} // just more tasks
        }
    }

    private void kill() {
        List<ProcessHandle> workers = workers();
        if (!workers.isEmpty()) {
            kills++;
            workers.get(random.nextInt(workers.size())).destroyForcibly();
        }
    }

    private static List<ProcessHandle> workers() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .toList();
    }

    private void settle() throws Exception {
        for (int task = 0; task < single.size(); task++) {
            try {
                assertThat(single.get(task).get(100, TimeUnit.SECONDS)).isEqualTo(task);
            } catch (CancellationException e) {
                cancelled++;
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(WorkerLostException.class);
                lost++;
            }
        }
        for (TaskFuture<List<Integer>> map : maps) {
            try {
                assertThat(map.get(100, TimeUnit.SECONDS)).hasSize(100);
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(WorkerLostException.class);
                lost++;
            }
        }
    }

    @Test
    @Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPoolThatIsTerminatedInTheMiddleOfItSettlesEverything() throws Exception {
        ProcessPool pool = ProcessPool.builder()
                .processes(2)
                .maxTasksPerChild(10)
                .finalizer(() -> System.clearProperty("turnover"))
                .transport("pipe")
                .output(line -> {})
                .build();
        List<TaskFuture<Integer>> futures = IntStream.range(0, 200)
                .mapToObj(i -> pool.applyAsync((Integer x) -> x, i))
                .toList();
        futures.get(25).get(60, TimeUnit.SECONDS);
        pool.resize(1);
        pool.terminate();
        for (int i = 0; i < futures.size(); i++) {
            int task = i;
            assertThat(futures.get(i).isDone()).isTrue();
            assertThat(futures.get(i)
                            .handle((value, reason) ->
                                    reason == null ? value == task : reason instanceof PoolClosedException))
                    .isCompletedWithValue(true);
        }
        assertThat(workers()).isEmpty();
    }
}
