package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.WorkerLostException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks that kill each worker that runs them: they are given up in the end, the pool lives on. */
@ParameterizedClass
@MethodSource("dev.procession.it.pool.Installed#transports")
class WorkerDeathChaosIT {
    @RegisterExtension
    static final SharedPools POOLS = new SharedPools();

    @Parameter
    String transport = "";

    @TempDir
    Path folder = Path.of("");

    private static int halts(String file, int task) {
        Touch.ran(file, task);
        Runtime.getRuntime().halt(3);
        return task;
    }

    @Test
    void aTaskThatKeepsKillingWorkersIsGivenUp() throws Exception {
        String path = folder.resolve("ran").toString();
        ProcessPool pool = POOLS.of(transport, 2);
        assertThatThrownBy(() -> pool.with(TaskOptions.attempts(3)).apply((Integer task) -> halts(path, task), 3))
                .hasCauseInstanceOf(WorkerLostException.class)
                .hasMessageContaining("; this was attempt 3 of 3");
        assertThatThrownBy(() -> pool.apply((Integer task) -> halts(path + "-once", task), 3))
                .hasMessageContaining("so it is not run again; pool.with(TaskOptions.attempts(3)) would");
        assertThat(pool.<Integer, Integer>apply(x -> x, 5)).isEqualTo(5);
        assertThat(Touch.counts(Path.of(path))).containsEntry(3, 3L);
    }
}
