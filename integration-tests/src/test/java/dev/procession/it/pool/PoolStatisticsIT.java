package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.procession.pool.PoolStatistics;
import dev.procession.pool.PoolStatistics.TaskTotals;
import dev.procession.pool.PoolStatistics.WorkerEnd;
import dev.procession.pool.PoolStatistics.WorkerRow;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.WorkerLostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a pool of processes tells of itself; all else is tested on threads. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolStatisticsIT {
    private static void neverReturns() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Test
    void tasksThatDieWithTheirWorkersAreCountedAndWhatRunsIsShown() throws Exception {
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .transport("pipe")
                .output(line -> {})
                .build()) {
            long pid = pool.apply(() -> ProcessHandle.current().pid());
            TaskFuture<?> stuck = pool.runAsync(PoolStatisticsIT::neverReturns);
            await().until(() -> pool.statistics().workers().busy() == 1);
            WorkerRow row = pool.statistics().each().get(0);
            assertThat(row.pid()).isEqualTo(pid);
            assertThat(row.tasksDone()).isEqualTo(1);
            assertThat(row.running().orElseThrow().function()).contains("neverReturns");
            assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
            assertThatThrownBy(() -> stuck.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(WorkerLostException.class);
            PoolStatistics afterwards = pool.statistics();
            assertThat(afterwards.tasks()).isEqualTo(new TaskTotals(2, 0, 0, 1, 0, 0, 0, 1, 0));
            assertThat(afterwards.workers().ended(WorkerEnd.DIED)).isEqualTo(1);
            assertThatThrownBy(() -> pool.with(TaskOptions.attempts(2)).apply(PoolStatisticsIT::halts))
                    .hasCauseInstanceOf(WorkerLostException.class);
            assertThat(pool.statistics().tasks()).isEqualTo(new TaskTotals(3, 0, 0, 1, 0, 0, 0, 2, 1));
            assertThat(pool.statistics().workers().ended(WorkerEnd.DIED)).isEqualTo(3);
        }
    }

    private static int halts() {
        Runtime.getRuntime().halt(3);
        return 0;
    }
}
