package dev.procession.core.launch.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.internal.input.InputPipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChildCommandTest {
    @TempDir
    Path folder;

    @Test
    void aChildReadsWhatWasWrittenAndClosedBeforeItOpenedItsInput() throws Exception {
        InputPipe input = InputPipe.make(folder.resolve("in"));
        Process process = null;
        try {
            input.writer().write("all of it".getBytes(StandardCharsets.UTF_8));
            input.writer().close();
            ChildSpec spec = ChildSpec.builder("reads", "its.Program").build();
            Path arguments = Files.writeString(folder.resolve("arguments"), "-version\n");
            ProcessBuilder command = ChildCommand.build(spec, arguments, input.file(), "cookie");
            process = command.start();
            assertThat(process.waitFor(30, TimeUnit.SECONDS))
                    .as("it does not wait for somebody to open its input")
                    .isTrue();
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
            input.release();
        }
    }
}
