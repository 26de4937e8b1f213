package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.WorkerLostException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Workers that die by what they run: only that task fails, each ran once, the pool lives on. */
@ParameterizedClass
@MethodSource("dev.procession.it.pool.Installed#transports")
class WorkerDeathChaosIT {
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
