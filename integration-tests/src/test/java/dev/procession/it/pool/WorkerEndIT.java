package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerLostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** How workers end: by themselves, soon, and in order. */
@ParameterizedClass
@MethodSource("dev.procession.it.pool.Installed#transports")
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerEndIT {
    /** Less than the first rung of the shutdown ladder, after which a worker is terminated. */
    private static final Duration WITHOUT_FORCE = Duration.ofSeconds(3);

    @Parameter
    String transport = "";

    private ProcessPool pool() {
        return ProcessPool.builder()
                .processes(1)
                .transport(transport)
                .output(line -> {})
                .build();
    }

    private static void leaveAHook(String file) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Touch.ran(file, 1)));
    }

    private static void leaveAThread() {
        new Thread(() -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })
                .start();
    }

    @Test
    void theWorkersOfAClosedPoolRunTheirShutdownHooks(@TempDir Path folder) throws Exception {
        String file = folder.resolve("hook").toString();
        try (ProcessPool pool = pool()) {
            pool.runAsync(WorkerEndIT::leaveAHook, file).get();
        }
        assertThat(Touch.counts(Path.of(file))).containsEntry(1, 1L);
    }

    @Test
    void aThreadThatATaskLeftBehindDoesNotKeepItsWorker() throws Exception {
        ProcessPool pool = pool();
        pool.runAsync(WorkerEndIT::leaveAThread).get();
        long begun = System.nanoTime();
        pool.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(WITHOUT_FORCE);
    }

    @Test
    void aTaskThatExitsIsCertifiedWithItsExitCodeAfterTheHooks(@TempDir Path folder) throws Exception {
        String file = folder.resolve("hook").toString();
        try (ProcessPool pool = pool()) {
            pool.runAsync(WorkerEndIT::leaveAHook, file).get();
            assertThatThrownBy(() -> pool.runAsync(() -> System.exit(3)).get())
                    .hasCauseInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("exit code 3");
        }
        assertThat(Touch.counts(Path.of(file))).containsEntry(1, 1L);
    }
}
