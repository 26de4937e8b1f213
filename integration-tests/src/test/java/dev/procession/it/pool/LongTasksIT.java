package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskResults;
import dev.procession.pool.WorkerLostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Long tasks among short ones: whatever waits behind a long one is run by others. */
@ParameterizedClass
@MethodSource("dev.procession.it.pool.Installed#transports")
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LongTasksIT {
    @RegisterExtension
    static final SharedPools POOLS = new SharedPools();

    @Parameter
    String transport = "";

    @TempDir
    Path folder;

    /** Lets the workers prove that tasks are short, so that each is given many at once. */
    private static void warmUp(ProcessPool pool) throws Exception {
        List<TaskFuture<Integer>> futures = shorts(pool, 3_000);
        for (TaskFuture<Integer> future : futures) {
            future.get(60, TimeUnit.SECONDS);
        }
    }

    private static List<TaskFuture<Integer>> shorts(ProcessPool pool, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> pool.applyAsync((Integer x) -> x + 1, i))
                .toList();
    }

    private static boolean block() throws InterruptedException {
        return new CountDownLatch(1).await(90, TimeUnit.SECONDS);
    }

    private static void assertAllDone(List<TaskFuture<Integer>> futures) throws Exception {
        for (int i = 0; i < futures.size(); i++) {
            assertThat(futures.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i + 1);
        }
    }

    @Test
    void shortTasksDoNotWaitBehindALongOne() throws Exception {
        ProcessPool pool = POOLS.of(transport, 2);
        warmUp(pool);
        for (int round = 0; round < 10; round++) {
            List<TaskFuture<Integer>> before = shorts(pool, 20);
            TaskFuture<Boolean> endless = pool.applyAsync(LongTasksIT::block);
            List<TaskFuture<Integer>> behind = shorts(pool, 200);
            assertAllDone(before);
            assertAllDone(behind);
            assertThat(endless.isDone()).isFalse();
            endless.cancel(true);
        }
    }

    @Test
    void theRestOfAChunkDoesNotWaitBehindALongItem() throws Exception {
        ProcessPool pool = POOLS.of(transport, 2);
        warmUp(pool);
        List<Integer> items = IntStream.range(0, 100).boxed().toList();
        TaskResults<Integer> results = pool.with(TaskOptions.defaults().withChunkSize(50))
                .imapUnordered((Integer x) -> x == 20 && block() ? -1 : x, items);
        Set<Integer> seen = new HashSet<>();
        for (int i = 1; i < items.size(); i++) {
            seen.add(results.next(java.time.Duration.ofSeconds(30)));
        }
        assertThat(seen).hasSize(99).doesNotContain(20);
        results.close();
    }

    @Test
    void oldTasksAreNotOvertakenForEverByNewOnes() throws Exception {
        ProcessPool pool = POOLS.of(transport, 2);
        warmUp(pool);
        TaskFuture<Boolean> endless = pool.applyAsync(LongTasksIT::block);
        List<TaskFuture<Integer>> behind = shorts(pool, 200);
        List<TaskFuture<Integer>> later = new ArrayList<>(shorts(pool, 10));
        while (!behind.stream().allMatch(TaskFuture::isDone)) {
            later.add(pool.applyAsync((Integer x) -> x + 1, later.size()));
            later.get(later.size() - 10).get(30, TimeUnit.SECONDS);
        }
        assertAllDone(behind);
        endless.cancel(true);
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void whatAStoppedWorkerHasNotStartedIsRunByOthers() throws Exception {
        ProcessPool pool = POOLS.of(transport, 2);
        warmUp(pool);
        long stopped = pool.apply(() -> ProcessHandle.current().pid());
        signal("STOP", stopped);
        List<TaskFuture<Integer>> futures = shorts(pool, 300);
        // Behind a single task nothing waits: if that is all that the stopped worker has, it keeps it.
        org.awaitility.Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> futures.stream().filter(TaskFuture::isDone).count() >= 299);
        signal("CONT", stopped);
        assertAllDone(futures);
        warmUp(pool);
    }

    @Test
    void aLongTaskThatDiesTakesNoneOfThoseBehindItWithIt() throws Exception {
        Path file = folder.resolve("ran");
        String path = file.toString();
        String allAreSubmitted = Signal.fresh();
        ProcessPool pool = POOLS.of(transport, 2);
        warmUp(pool);
        TaskFuture<Integer> dying = pool.applyAsync(() -> {
            Signal.await(allAreSubmitted);
            Runtime.getRuntime().halt(9);
            return 0;
        });
        List<TaskFuture<Integer>> behind = IntStream.range(0, 300)
                .mapToObj(i -> pool.applyAsync(
                        (Integer x) -> {
                            Touch.ran(path, x);
                            return x + 1;
                        },
                        i))
                .toList();
        Signal.giveFile(allAreSubmitted);
        assertAllDone(behind);
        assertThatThrownBy(() -> dying.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(WorkerLostException.class);
        assertThat(Touch.counts(file))
                .hasSize(300)
                .allSatisfy((task, count) -> assertThat(count).isEqualTo(1));
    }

    private static int noted(String path, int task, int nanos) {
        Touch.ran(path, task);
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return task + 1;
    }

    @Test
    void amongTasksOfAllLengthsEachRunsOnceAndMapsKeepTheirOrder() throws Exception {
        Path file = folder.resolve("ran");
        String path = file.toString();
        int count = 6_000;
        ProcessPool pool = POOLS.of(transport, 2);
        warmUp(pool);
        List<Integer> chunked = IntStream.range(count, 2 * count).boxed().toList();
        TaskFuture<List<Integer>> map = pool.with(TaskOptions.defaults().withChunkSize(100))
                .mapAsync((Integer x) -> noted(path, x, x % 600 == 0 ? 50_000_000 : 10_000), chunked);
        List<TaskFuture<Integer>> single = IntStream.range(0, count)
                .mapToObj(i -> pool.applyAsync((Integer x) -> noted(path, x, x % 500 == 0 ? 60_000_000 : 10_000), i))
                .toList();
        assertAllDone(single);
        assertThat(map.get(60, TimeUnit.SECONDS))
                .isEqualTo(chunked.stream().map(x -> x + 1).toList());
        assertThat(Touch.counts(file))
                .hasSize(2 * count)
                .allSatisfy((task, runs) -> assertThat(runs).isEqualTo(1));
    }

    @Test
    void aCancelReachesWhatWasTakenBack() throws Exception {
        Path file = folder.resolve("ran");
        String path = file.toString();
        ProcessPool pool = POOLS.of(transport, 2);
        warmUp(pool);
        TaskFuture<List<Integer>> map = pool.with(TaskOptions.defaults().withChunkSize(50))
                .mapAsync(
                        (Integer x) -> {
                            Touch.ran(path, x);
                            return x % 10 == 0 && block() ? -1 : x;
                        },
                        IntStream.range(0, 20).boxed().toList());
        org.awaitility.Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> Touch.counts(file).keySet().containsAll(List.of(0, 10)));
        map.cancel(true);
        assertAllDone(shorts(pool, 100));
    }
}
