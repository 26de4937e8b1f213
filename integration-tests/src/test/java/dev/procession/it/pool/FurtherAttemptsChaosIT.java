package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Cancels of tasks whose worker has died and that are started anew. */
@ParameterizedClass
@MethodSource("dev.procession.it.pool.Installed#transports")
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FurtherAttemptsChaosIT {
    @RegisterExtension
    static final SharedPools POOLS = new SharedPools();

    @Parameter
    String transport = "";

    @TempDir
    Path folder = Path.of("");

    private static boolean blockUntilInterrupted(String started, String interrupted) {
        Signal.giveFile(started);
        try {
            return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Signal.giveFile(interrupted);
            return true;
        }
    }

    private static boolean diesFirst(String ran, String started, String interrupted) throws Exception {
        Touch.ran(ran, 1);
        if (Touch.counts(Path.of(ran)).get(1) == 1) {
            Runtime.getRuntime().halt(3);
        }
        return blockUntilInterrupted(started, interrupted);
    }

    @Test
    void aCancelInterruptsTheSecondAttempt() throws Exception {
        String ran = folder.resolve("ran").toString();
        String started = Signal.fresh();
        String interrupted = Signal.fresh();
        ProcessPool pool = POOLS.of(transport, 1);
        TaskFuture<Boolean> future =
                pool.with(TaskOptions.attempts(3)).applyAsync(() -> diesFirst(ran, started, interrupted));
        Signal.await(started);
        future.cancel(true);
        Signal.await(interrupted);
        assertThat(pool.<Integer, Integer>apply(x -> x, 7)).isEqualTo(7);
        assertThat(Touch.counts(Path.of(ran))).containsEntry(1, 2L);
    }

    private static boolean stays(String ran, String started) {
        Touch.ran(ran, 1);
        Signal.giveFile(started);
        while (true) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aTaskThatIsCancelledBetweenTwoAttemptsIsNotStartedAgain() throws Exception {
        for (int round = 0; round < 2; round++) {
            String ran = folder.resolve("ran" + round).toString();
            String started = Signal.fresh();
            ProcessPool pool = POOLS.of(transport, 1);
            long pid = pool.apply(() -> ProcessHandle.current().pid());
            TaskFuture<Boolean> future = pool.with(TaskOptions.attempts(5)).applyAsync(() -> stays(ran, started));
            Signal.await(started);
            ProcessHandle worker = ProcessHandle.of(pid).orElseThrow();
            worker.destroyForcibly();
            if (round % 2 == 0) {
                worker.onExit().get(20, TimeUnit.SECONDS);
            }
            future.cancel(true);
            assertThat(pool.<Integer, Integer>apply(x -> x, 7)).isEqualTo(7);
            assertThat(Touch.counts(Path.of(ran))).containsEntry(1, 1L);
        }
    }

    @Test
    void aCancelReachesAllPartsOfAChunkThatADeathHasSplit() throws Exception {
        String ran = folder.resolve("ran").toString();
        List<String> started = List.of(Signal.fresh(), Signal.fresh());
        List<String> interrupted = List.of(Signal.fresh(), Signal.fresh());
        ProcessPool pool = POOLS.of(transport, 2);
        pool.map((Integer x) -> x, List.of(1, 2, 3, 4));
        TaskFuture<List<Boolean>> future = pool.with(TaskOptions.attempts(3).withChunkSize(2))
                .mapAsync(
                        (Integer item) -> item == 0
                                ? diesFirst(ran, started.get(0), interrupted.get(0))
                                : blockUntilInterrupted(started.get(1), interrupted.get(1)),
                        List.of(0, 1));
        started.forEach(Signal::await);
        future.cancel(true);
        interrupted.forEach(Signal::await);
        assertThat(pool.<Integer, Integer>apply(x -> x, 7)).isEqualTo(7);
    }
}
