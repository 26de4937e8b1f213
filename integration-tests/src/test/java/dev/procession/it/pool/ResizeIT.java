package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.procession.pool.PoolBuilder;
import dev.procession.pool.PoolClosedException;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pools that get more workers and fewer, when told and by themselves. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ResizeIT {
    private static PoolBuilder pool() {
        return ProcessPool.builder().transport("pipe").output(line -> {});
    }

    private static long children() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .count();
    }

    private static void awaitChildren(int count) {
        await().atMost(Duration.ofSeconds(40)).until(() -> children() == count);
    }

    private static long blocked(String signal) {
        Signal.await(signal);
        return ProcessHandle.current().pid();
    }

    /** As many tasks as workers, all of which run at once: each in a worker of its own. */
    private static Set<Long> occupyAll(ProcessPool pool, int workers) throws Exception {
        String go = Signal.fresh();
        List<TaskFuture<Long>> futures = new ArrayList<>();
        List<String> begun = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            String started = go + "-" + i;
            begun.add(started);
            futures.add(pool.applyAsync(
                    (String mine) -> {
                        Signal.giveFile(mine);
                        return blocked(go);
                    },
                    started));
        }
        begun.forEach(Signal::await);
        Signal.giveFile(go);
        Set<Long> pids = new HashSet<>();
        for (TaskFuture<Long> future : futures) {
            pids.add(future.get(60, TimeUnit.SECONDS));
        }
        return pids;
    }

    @ParameterizedTest
    @MethodSource("dev.procession.it.pool.Installed#transports")
    void aPoolGetsMoreWorkersAndFewerWhileTasksRun(String transport) throws Exception {
        List<Integer> items = IntStream.range(0, 20_000).boxed().toList();
        try (ProcessPool pool = pool().processes(1).transport(transport).build()) {
            TaskFuture<List<Integer>> map = pool.mapAsync((Integer x) -> x + 1, items);
            pool.resize(3);
            assertThat(pool.processes()).isEqualTo(3);
            assertThat(occupyAll(pool, 3)).hasSize(3);
            TaskFuture<List<Integer>> other = pool.mapAsync((Integer x) -> x + 1, items);
            pool.resize(1);
            awaitChildren(1);
            List<Integer> expected = items.stream().map(x -> x + 1).toList();
            assertThat(map.get(60, TimeUnit.SECONDS)).isEqualTo(expected);
            assertThat(other.get(60, TimeUnit.SECONDS)).isEqualTo(expected);
            assertThat(occupyAll(pool, 1)).hasSize(1);
        }
    }

    @Test
    void aPoolStartsWorkersWhenTasksWaitAndEndsThemWhenIdle() throws Exception {
        try (ProcessPool pool =
                pool().processes(0, 3).idleTimeout(Duration.ofMillis(500)).build()) {
            assertThat(children()).isZero();
            assertThat(pool.<Integer>apply(() -> 1)).isEqualTo(1);
            assertThat(occupyAll(pool, 3)).hasSize(3);
            awaitChildren(0);
            assertThat(pool.<Integer>apply(() -> 2)).isEqualTo(2);
        }
    }

    @Test
    void tasksOneByOneNeedOneWorkerAndTheFewestStay() throws Exception {
        try (ProcessPool pool =
                pool().processes(1, 3).idleTimeout(Duration.ofMillis(300)).build()) {
            Set<Long> pids = new HashSet<>();
            for (int i = 0; i < 50; i++) {
                pids.add(pool.apply(() -> ProcessHandle.current().pid()));
            }
            assertThat(pids).hasSize(1);
            assertThat(occupyAll(pool, 2)).hasSize(2);
            awaitChildren(1);
            assertThat(pool.map(
                            (Integer x) -> x, IntStream.range(0, 2_000).boxed().toList()))
                    .hasSize(2_000); // the worker is known for short tasks, and is given several at once
            assertThat(occupyAll(pool, 3)).hasSize(3);
        }
    }

    @Test
    void aSpareTakesThePlaceOfADeadWorkerAtOnce() throws Exception {
        try (ProcessPool pool = pool().processes(1).spares(1).build()) {
            long first = pool.apply(() -> ProcessHandle.current().pid());
            awaitChildren(2);
            assertThat(pool.<Long>apply(() -> ProcessHandle.current().pid())).isEqualTo(first);
            TaskFuture<Void> dies = pool.runAsync(() -> Runtime.getRuntime().halt(1));
            assertThatThrownBy(() -> dies.get(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(pool.<Long>apply(() -> ProcessHandle.current().pid())).isNotEqualTo(first);
            awaitChildren(2);
        }
    }

    @Test
    void sizesThatMakeNoSenseAreRefused() {
        ProcessPool pool = pool().processes(0, 1).build();
        try (pool) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> pool.resize(0))
                    .withMessage(
                            "processes is 0, it must lie between 1 and 1024; a pool that may shrink to none is given two"
                                    + " numbers, 0 and the most");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> pool.resize(3, 2))
                    .withMessageContaining("the fewest processes are 3");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> pool().spares(-1))
                    .withMessageContaining("spares is -1");
        }
        assertThatThrownBy(() -> pool.resize(1)).isInstanceOf(PoolClosedException.class);
    }
}
