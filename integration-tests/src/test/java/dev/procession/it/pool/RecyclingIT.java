package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.procession.pool.PoolBuilder;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Workers that are replaced because of what they have done, or because of the memory that they hold. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RecyclingIT {
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final List<byte[]> KEPT = new ArrayList<>();

    private static PoolBuilder pool(int processes) {
        return ProcessPool.builder().processes(processes).transport("pipe").output(line -> {});
    }

    /** The worker, and how many items it has run. */
    private static String run(int unused) {
        return ProcessHandle.current().pid() + " " + RUNS.incrementAndGet();
    }

    private static Map<String, Long> perWorker(List<String> results) {
        return results.stream()
                .map(result -> result.substring(0, result.indexOf(' ')))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    @ParameterizedTest
    @MethodSource("dev.procession.it.pool.Installed#transports")
    void noWorkerRunsMoreItemsThanItMayAndNoItemIsLost(String transport) throws Exception {
        List<Integer> items = IntStream.range(0, 50).boxed().toList();
        try (ProcessPool pool =
                pool(2).transport(transport).maxTasksPerChild(15).build()) {
            List<String> results =
                    pool.with(TaskOptions.defaults().withChunkSize(10)).map(RecyclingIT::run, items);
            assertThat(results).hasSize(50).doesNotHaveDuplicates();
            assertThat(perWorker(results).values())
                    .hasSizeGreaterThanOrEqualTo(4)
                    .allMatch(count -> count <= 15);
            assertThat(results).allMatch(result -> Integer.parseInt(result.split(" ")[1]) <= 15);
        }
    }

    @Test
    void withOneTaskPerChildEachRunsInAProcessOfItsOwn() throws Exception {
        try (ProcessPool pool = pool(1).maxTasksPerChild(1).build()) {
            List<String> results = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                results.add(pool.apply(RecyclingIT::run, i));
            }
            assertThat(perWorker(results)).hasSize(4);
        }
    }

    @Test
    void aPoolThatIsClosedEarlyReplacesWorkersUntilAllIsDone() throws Exception {
        List<TaskFuture<String>> futures = new ArrayList<>();
        try (ProcessPool pool = pool(2).maxTasksPerChild(1).build()) {
            for (int i = 0; i < 5; i++) {
                futures.add(pool.applyAsync(RecyclingIT::run, i));
            }
        }
        List<String> results = new ArrayList<>();
        for (TaskFuture<String> future : futures) {
            results.add(future.get());
        }
        assertThat(perWorker(results)).hasSize(5);
    }

    private static long grow(int mebibytes) {
        byte[] block = new byte[mebibytes << 20];
        java.util.Arrays.fill(block, (byte) 1);
        KEPT.add(block);
        return ProcessHandle.current().pid();
    }

    @Test
    void aWorkerThatHoldsTooMuchMemoryIsReplacedAfterItsTask() throws Exception {
        try (ProcessPool pool =
                pool(1).maxHeapBytes(400L << 20).recycleAbove(250L << 20).build()) {
            long first = pool.apply(RecyclingIT::grow, 1);
            assertThat(pool.<Integer, Long>apply(RecyclingIT::grow, 1)).isEqualTo(first);
            assertThat(pool.<Integer, Long>apply(RecyclingIT::grow, 250)).isEqualTo(first);
            List<TaskFuture<Long>> later = new ArrayList<>();
            long pid = first;
            for (int i = 0; pid == first; i++) {
                assertThat(i).isLessThan(100_000);
                pid = pool.apply(() -> ProcessHandle.current().pid());
            }
            for (int i = 0; i < 10; i++) {
                later.add(pool.applyAsync(() -> ProcessHandle.current().pid()));
            }
            for (TaskFuture<Long> future : later) {
                assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo(pid);
            }
        }
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool(1).maxTasksPerChild(0))
                .withMessageContaining("maxTasksPerChild is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool(1).recycleAbove(0))
                .withMessageContaining("recycleAbove is 0");
    }
}
