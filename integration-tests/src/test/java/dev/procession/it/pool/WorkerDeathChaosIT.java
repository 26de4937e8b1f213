package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.WorkerLostException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Workers that die: only the running task fails, each ran once, the pool lives on. */
@ParameterizedClass
@MethodSource("dev.procession.it.pool.Installed#transports")
class WorkerDeathChaosIT {
    /** Random kills in a run of the whole build; {@code -Dprocession.test.kills=200} for a full drill. */
    private static final int KILLS = Integer.getInteger("procession.test.kills", 20);

    @Parameter
    String transport = "";

    @TempDir
    Path folder = Path.of("");

    private ProcessPool pool() {
        return ProcessPool.builder()
                .processes(2)
                .transport(transport)
                .maxHeapBytes(128L << 20)
                .output(line -> {})
                .build();
    }

    private static int halts(String file, int task) {
        Touch.ran(file, task);
        Runtime.getRuntime().halt(3);
        return task;
    }

    /** Slow enough to be hit, and noted so that each run can be counted. */
    private static int noted(String file, int task) {
        Touch.ran(file, task);
        double x = task;
        for (int i = 0; i < 20_000; i++) {
            x = Math.sin(x) + 1;
        }
        return x > 10 ? -1 : task;
    }

    @Test
    void randomKillsLoseNothingButWhatRan() throws Exception {
        Path file = folder.resolve("ran");
        String path = file.toString();
        Random random = new Random(7);
        int tasks = 100 * KILLS;
        int lost = 0;
        try (ProcessPool pool = pool()) {
            List<TaskFuture<Integer>> futures = IntStream.range(0, tasks)
                    .mapToObj(i -> pool.applyAsync((Integer task) -> noted(path, task), i))
                    .toList();
            int next = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                next += random.nextInt(100);
                futures.get(Math.min(next, tasks - 1)).handle((x, y) -> x).get(60, TimeUnit.SECONDS);
                killOne(random);
            }
            for (int i = 0; i < tasks; i++) {
                lost += isLost(futures.get(i), i) ? 1 : 0;
            }
        }
        assertThat(lost).isLessThanOrEqualTo(KILLS);
        assertEachRanOnce(file, tasks, lost);
    }

    private static void assertEachRanOnce(Path file, int tasks, int lost) throws IOException {
        Map<Integer, Long> counts = Touch.counts(file);
        assertThat(counts.values()).allMatch(count -> count == 1);
        assertThat(counts.size()).isBetween(tasks - lost, tasks);
    }

    private static boolean isLost(TaskFuture<Integer> future, int task) throws Exception {
        try {
            assertThat(future.get(60, TimeUnit.SECONDS)).isEqualTo(task);
            return false;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(WorkerLostException.class);
            return true;
        }
    }

    private static void killOne(Random random) {
        List<ProcessHandle> workers = ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .toList();
        if (!workers.isEmpty()) {
            workers.get(random.nextInt(workers.size())).destroyForcibly();
        }
    }

    @Test
    void withAttemptsEveryTaskSucceedsWhateverIsKilled() throws Exception {
        Random random = new Random(11);
        List<Integer> inputs = IntStream.range(0, 3_000).boxed().toList();
        String path = folder.resolve("ran").toString();
        try (ProcessPool pool = pool()) {
            TaskFuture<List<Integer>> all =
                    pool.with(TaskOptions.attempts(50)).mapAsync((Integer task) -> noted(path, task), inputs);
            for (int kill = 0; kill < 10 && !all.isDone(); kill++) {
                pool.apply((Integer x) -> x, kill);
                killOne(random);
            }
            assertThat(all.get(100, TimeUnit.SECONDS)).isEqualTo(inputs);
        }
    }

    @Test
    void aTaskThatKeepsKillingWorkersIsGivenUp() throws Exception {
        String path = folder.resolve("ran").toString();
        try (ProcessPool pool = pool()) {
            assertThatThrownBy(() -> pool.with(TaskOptions.attempts(3)).apply((Integer task) -> halts(path, task), 3))
                    .hasCauseInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("; this was attempt 3 of 3");
            assertThatThrownBy(() -> pool.apply((Integer task) -> halts(path + "-once", task), 3))
                    .hasMessageContaining("so it is not run again; pool.with(TaskOptions.attempts(3)) would");
            assertThat(pool.<Integer, Integer>apply(x -> x, 5)).isEqualTo(5);
        }
        assertThat(Touch.counts(Path.of(path))).containsEntry(3, 3L);
    }
}
