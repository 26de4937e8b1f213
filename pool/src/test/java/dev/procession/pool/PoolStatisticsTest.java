package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.error.LaunchException;
import dev.procession.pool.PoolStatistics.TaskTotals;
import dev.procession.pool.PoolStatistics.WorkerEnd;
import dev.procession.pool.PoolStatistics.WorkerTotals;
import dev.procession.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a pool tells of itself. The workers are threads, so that a test costs a millisecond. */
@ExtendWith(LeakGuard.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolStatisticsTest {
    // Shared with the tasks, as statics are in such a pool.
    private static volatile CountDownLatch running = new CountDownLatch(1);
    private static volatile CountDownLatch release = new CountDownLatch(1);

    private static PoolBuilder builder(int processes) {
        running = new CountDownLatch(1);
        release = new CountDownLatch(1);
        return ProcessPool.builder().processes(processes).inProcess();
    }

    private static void awaitRelease() throws InterruptedException {
        running.countDown();
        release.await();
    }

    private static int failing(int x) {
        if (x % 2 == 1) {
            throw new IllegalStateException("odd");
        }
        return x;
    }

    private static void assertSumsAreRight(PoolStatistics all) {
        TaskTotals tasks = all.tasks();
        WorkerTotals workers = all.workers();
        assertThat(tasks.waiting() + tasks.running() + tasks.done()).isEqualTo(tasks.submitted());
        assertThat(workers.alive() + workers.starting() + workers.endedInAll()).isEqualTo(workers.started());
        assertThat(all.each()).hasSize(workers.alive());
        assertThat(tasks.waiting()).isNotNegative();
        assertThat(tasks.running()).isNotNegative().isLessThanOrEqualTo(workers.busy());
    }

    @Test
    void whoHasAnOutcomeSeesItCounted() throws Exception {
        try (ProcessPool pool = builder(2).build()) {
            for (int i = 1; i <= 50; i++) {
                assertThat(pool.<Integer, Integer>apply(x -> x + 1, i)).isEqualTo(i + 1);
                TaskTotals tasks = pool.statistics().tasks();
                assertThat(tasks.succeeded()).isEqualTo(2 * i - 1);
                assertThat(tasks.waiting() + tasks.running()).isZero();
                long seen = pool.applyAsync(() -> 1)
                        .thenApply(one -> pool.statistics().tasks().succeeded())
                        .get();
                assertThat(seen).isEqualTo(2 * i);
                assertThat(pool.statistics().each().stream()
                                .mapToLong(PoolStatistics.WorkerRow::tasksDone)
                                .sum())
                        .isEqualTo(2 * i);
            }
            assertThatThrownBy(() -> pool.apply(PoolStatisticsTest::failing, 1)).isInstanceOf(ExecutionException.class);
            assertThat(pool.statistics().tasks().failed()).isEqualTo(1);
            assertSumsAreRight(pool.statistics());
        }
    }

    @Test
    void eachItemOfAMapIsATask() throws Exception {
        List<Object> items = new ArrayList<>(IntStream.range(0, 100).boxed().toList());
        items.set(50, Thread.currentThread()); // cannot be sent
        try (ProcessPool pool = builder(2).build()) {
            assertThatThrownBy(() -> pool.map((Object x) -> x, items)).isInstanceOf(ExecutionException.class);
            assertThat(pool.statistics().tasks()).isEqualTo(new TaskTotals(100, 0, 0, 99, 1, 0, 0, 0, 0));
            try (TaskResults<Object> results = pool.imapUnordered((Object x) -> x, items)) {
                for (int i = 0; i < 100; i++) {
                    try {
                        Object unused = results.next(Duration.ofSeconds(30));
                    } catch (ExecutionException e) {
                        assertThat(e).hasMessageContaining("item 50");
                    }
                }
            }
            assertThat(pool.statistics().tasks()).isEqualTo(new TaskTotals(200, 0, 0, 198, 2, 0, 0, 0, 0));
            assertThatThrownBy(() -> pool.apply((Object x) -> x, Thread.currentThread()))
                    .as("refused, so no task")
                    .isNotNull();
            assertThat(pool.statistics().tasks().submitted()).isEqualTo(200);
        }
    }

    @Test
    void whatWaitsRunsAndIsCancelledIsToldApart() throws Exception {
        ProcessPool pool = builder(1).build();
        TaskFuture<?> blocking = pool.runAsync(PoolStatisticsTest::awaitRelease);
        List<TaskFuture<Integer>> waiting = List.of(pool.applyAsync(() -> 1), pool.applyAsync(() -> 2));
        running.await();
        PoolStatistics busy = pool.statistics();
        assertThat(busy.tasks()).isEqualTo(new TaskTotals(3, 2, 1, 0, 0, 0, 0, 0, 0));
        assertThat(busy.workers().busy()).isEqualTo(1);
        assertThat(busy.each().get(0).running().orElseThrow().function()).contains("awaitRelease");
        assertSumsAreRight(busy);
        waiting.get(0).cancel(true);
        blocking.cancel(true);
        assertThat(waiting.get(1).get(30, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(pool.statistics().tasks()).isEqualTo(new TaskTotals(3, 0, 0, 1, 0, 2, 0, 0, 0));
        TaskFuture<?> last = pool.runAsync(PoolStatisticsTest::awaitRelease);
        TaskFuture<Integer> never = pool.applyAsync(() -> 1);
        pool.terminate();
        assertThat(last).isCompletedExceptionally();
        assertThat(never).isCompletedExceptionally();
        PoolStatistics closed = pool.statistics();
        assertThat(closed.tasks()).isEqualTo(new TaskTotals(5, 0, 0, 1, 0, 4, 0, 0, 0));
        assertThat(closed.each()).isEmpty();
        assertThat(closed.workers().ended(WorkerEnd.CLOSED)).isEqualTo(1);
        assertThat(closed.toString())
                .matches("pool-\\d+: tasks 5 submitted = 0 waiting \\+ 0 running \\+ 5 done \\(1 succeeded, 0 failed,"
                        + " 4 cancelled, 0 timed out, 0 lost\\), 0 repeated; workers 1 started = 0 alive \\(0 busy\\)"
                        + " \\+ 0 starting \\+ 1 ended \\(1 closed\\)");
    }

    @Test
    void aTaskOutOfTimeIsCountedAsThat() throws Exception {
        try (ProcessPool pool = builder(1).build()) {
            TaskFuture<?> late =
                    pool.with(TaskOptions.timeout(Duration.ofMillis(20))).runAsync(PoolStatisticsTest::awaitRelease);
            assertThatThrownBy(() -> late.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(TaskTimeoutException.class);
            assertThat(pool.statistics().tasks()).isEqualTo(new TaskTotals(1, 0, 0, 0, 0, 0, 1, 0, 0));
        }
    }

    @Test
    void sumsAreRightWhateverHappensMeanwhile() throws Exception {
        List<Integer> items = IntStream.range(0, 20_000).boxed().toList();
        long snapshots = 0;
        ProcessPool pool = builder(2).maxTasksPerChild(3_000).build();
        try (pool) {
            TaskFuture<List<Integer>> map = pool.mapAsync((Integer x) -> x, items);
            TaskTotals before = pool.statistics().tasks();
            while (!map.isDone()) {
                PoolStatistics now = pool.statistics();
                assertSumsAreRight(now);
                assertThat(now.tasks().submitted()).isGreaterThanOrEqualTo(before.submitted());
                assertThat(now.tasks().done()).isGreaterThanOrEqualTo(before.done());
                before = now.tasks();
                snapshots++;
                pool.applyAsync(() -> 1).cancel(true);
            }
            assertThat(map.get()).hasSize(20_000);
        }
        TaskTotals end = pool.statistics().tasks();
        assertThat(end.submitted()).isEqualTo(20_000 + snapshots).isEqualTo(end.done());
        assertThat(end.succeeded()).isGreaterThanOrEqualTo(20_000);
        assertThat(pool.statistics().workers().ended(WorkerEnd.RECYCLED)).isGreaterThanOrEqualTo(5);
    }

    private static void awaitEnd(WorkerEnd why, ProcessPool pool) {
        while (pool.statistics().workers().ended(why) == 0) {
            Thread.onSpinWait(); // within the class's time-out
        }
        assertSumsAreRight(pool.statistics());
    }

    private static void awaitOne(ProcessPool pool, WorkerEnd why) {
        awaitEnd(why, pool);
        assertThat(pool.statistics().workers().endedInAll()).isEqualTo(1);
    }

    @Test
    void workersAreCountedByTheReasonOfTheirEnd() throws Exception {
        try (ProcessPool idle =
                builder(1).processes(0, 1).idleTimeout(Duration.ofMillis(1)).build()) {
            assertThat(idle.statistics().workers().started()).isZero();
            assertThat(idle.<Integer>apply(() -> 1)).isEqualTo(1);
            awaitEnd(WorkerEnd.IDLE, idle);
            PoolStatistics.WorkerTotals workers =
                    idle.statistics().workers(); // one may come late for a task that waits no more
            assertThat(workers.endedInAll()).isEqualTo(workers.ended(WorkerEnd.IDLE));
        }
        try (ProcessPool shrunk = builder(2).build()) {
            shrunk.resize(1);
            awaitOne(shrunk, WorkerEnd.SURPLUS);
        }
        try (ProcessPool stopped =
                builder(1).cancelGrace(Duration.ZERO).killGrace(Duration.ZERO).build()) {
            TaskFuture<?> deaf = stopped.runAsync(PoolStatisticsTest::heedNothing);
            running.await();
            deaf.cancel(true);
            awaitOne(stopped, WorkerEnd.STOPPED);
        } finally {
            release.countDown();
        }
        try (ProcessPool full = builder(1).build()) {
            assertThatThrownBy(() -> full.apply(() -> {
                        throw new OutOfMemoryError("pretended");
                    }))
                    .hasCauseInstanceOf(OutOfMemoryError.class);
            awaitOne(full, WorkerEnd.DIED);
        }
        try (ProcessPool broken = builder(1)
                .initializer(() -> {
                    throw new IllegalStateException("on purpose");
                })
                .build()) {
            assertThatThrownBy(() -> broken.apply(() -> 1)).hasCauseInstanceOf(LaunchException.class);
            assertThat(broken.statistics().workers().ended(WorkerEnd.FAILED_TO_START))
                    .isEqualTo(3);
            assertThat(broken.statistics().tasks().done())
                    .isEqualTo(broken.statistics().tasks().submitted());
        }
    }

    private static void heedNothing() {
        CountDownLatch end = release;
        running.countDown();
        while (end.getCount() > 0) {
            if (Thread.interrupted()) {
                continue; // goes on
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void everyReasonIsThereAlsoIfNobodyEndedForIt() {
        try (ProcessPool pool = builder(1).build()) {
            assertThat(pool.statistics().workers().ended().keySet())
                    .containsExactlyElementsOf(Arrays.asList(WorkerEnd.values()));
        }
    }
}
