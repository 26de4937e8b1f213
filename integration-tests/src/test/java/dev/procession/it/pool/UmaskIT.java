package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.JvmProcess;
import dev.procession.core.connection.Pipe;
import dev.procession.it.JavaProgram;
import dev.procession.pool.ProcessPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs whose umask takes all rights from what they make, even those of its owner. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UmaskIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** One call over a transport. */
    static final class Pooled {
        private Pooled() {}

        public static void main(String[] args) throws Exception {
            try (ProcessPool pool =
                    ProcessPool.builder().processes(1).transport(args[0]).build()) {
                System.out.println(pool.<Integer>apply(() -> 42));
            } catch (ExecutionException e) {
                System.out.println(e.getCause().getMessage());
            }
        }
    }

    /** An end of a pipe goes to a child. */
    static final class Piped {
        private Piped() {}

        public static void main(String[] args) throws Exception {
            Pipe<String> pipe = Pipe.open();
            try (JvmProcess child = JvmProcess.builder()
                    .target(end -> end.send("hello"), pipe.second())
                    .start()) {
                System.out.println(pipe.first().receive());
                child.join();
            }
        }
    }

    private static String outputOf(Class<?> program, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "umask 0777; exec \"$@\"", "sh"));
        List<String> words = new ArrayList<>(List.of(program.getName()));
        words.addAll(List.of(args));
        command.addAll(JavaProgram.command(
                List.of("-Dprocession.archive=off"), JavaProgram.classPath(), words.toArray(new String[0])));
        return JavaProgram.run(command, LIMIT).output();
    }

    @Test
    void poolsAndConnectionsDoNotMind() throws Exception {
        assertThat(outputOf(Pooled.class, "pipe")).isEqualTo("42\n");
        assertThat(outputOf(Pooled.class, "socket")).endsWith("42\n");
        assertThat(outputOf(Piped.class)).isEqualTo("hello\n");
    }

    @Test
    void theTransportWhoseFilesSomebodyElseMakesSaysWhatToDo() throws Exception {
        assertThat(outputOf(Pooled.class, "mmap"))
                .contains(
                        "got the mode --------- in place of rwx------, by the umask",
                        "start the process with umask 077");
    }
}
