package dev.procession.core.launch.internal.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class InputPipeTest {
    private static final int LESS_THAN_A_PIPE_HOLDS = 3_000;
    private static final int MORE_THAN_A_PIPE_HOLDS = 8 << 20;

    @TempDir
    Path folder;

    /** As it is when a subprocess has inherited the child's standard input, and the child has ended. */
    @Test
    @Timeout(60)
    void aWriteThatWaitsForAReaderWhoNeverReadsEndsWithTheRelease() throws Exception {
        InputPipe pipe = InputPipe.make(folder.resolve("in"));
        try (FileInputStream silent = new FileInputStream(pipe.file().toFile())) {
            assertThat(silent.available()).isZero();
            OutputStream writer = pipe.writer();
            CountDownLatch begun = new CountDownLatch(1);
            CompletableFuture<Void> writes = CompletableFuture.runAsync(() -> {
                try {
                    writer.write(1);
                    begun.countDown();
                    writer.write(new byte[MORE_THAN_A_PIPE_HOLDS]);
                } catch (java.io.IOException closed) {
                    // The release came first.
                }
            });
            begun.await();
            while (silent.available() < LESS_THAN_A_PIPE_HOLDS) {
                Thread.onSpinWait();
            }
            pipe.release();
            writes.get(30, TimeUnit.SECONDS);
            assertThatThrownBy(() -> writer.write(1)).hasMessageContaining("closed");
        }
        assertThat(folder).isEmptyDirectory();
    }
}
