package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerLostException;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A task that writes into its worker's channel, for each transport whose descriptor a task can reach by a known name. */
@EnabledOnOs(OS.LINUX)
class GarbageIT {
    private static int writeGarbage(String descriptor) throws Exception {
        try (FileOutputStream frames = new FileOutputStream(descriptor)) {
            frames.write("this is no frame, whatever it claims to be".getBytes(StandardCharsets.US_ASCII));
        }
        new CountDownLatch(1).await(60, TimeUnit.SECONDS);
        return 0;
    }

    @ParameterizedTest
    @CsvSource("pipe, /dev/fd/4")
    void garbageOnTheChannelFailsTheTaskAndSaysWhy(String transport, String descriptor) throws Exception {
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .transport(transport)
                .output(line -> {})
                .build()) {
            assertThatThrownBy(() ->
                            pool.applyAsync(GarbageIT::writeGarbage, descriptor).get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("its channel failed")
                    .hasMessageContaining("writeGarbage");
            assertThat(pool.<Integer, Integer>apply(x -> x, 5)).isEqualTo(5);
        }
    }
}
