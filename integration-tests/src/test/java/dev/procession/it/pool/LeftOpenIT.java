package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.it.JavaProgram;
import dev.procession.pool.ProcessPool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs that end with a pool still open, or whose close gives up. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeftOpenIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Ends with a pool open, and as many tasks in it as it is told. */
    static final class Forgetful {
        private Forgetful() {}

        public static void main(String[] args) throws Exception {
            ProcessPool pool = ProcessPool.builder().processes(1).build();
            int answer = pool.<Integer>apply(() -> 42);
            for (int task = 0; task < Integer.parseInt(args[0]); task++) {
                pool.runAsync(() -> new CountDownLatch(1).await());
            }
            System.out.println(answer);
        }
    }

    /** Closes a pool whose task ignores its interrupt. */
    static final class Impatient {
        private Impatient() {}

        public static void main(String[] args) throws Exception {
            try (ProcessPool pool = ProcessPool.builder()
                    .processes(1)
                    .closeTimeout(Duration.ofMillis(200))
                    .build()) {
                int answer = pool.<Integer>apply(() -> 42);
                pool.runAsync(() -> new CountDownLatch(1).await());
                System.out.println(answer);
            }
        }
    }

    private static List<String> linesOf(Class<?> program, String... args) throws Exception {
        String[] command = new String[args.length + 1];
        command[0] = program.getName();
        System.arraycopy(args, 0, command, 1, args.length);
        JavaProgram ended = JavaProgram.run(JavaProgram.command(List.of(), JavaProgram.classPath(), command), LIMIT);
        assertThat(ended.exitCode()).isZero();
        return ended.output().lines().toList();
    }

    @Test
    void aJvmThatEndsWithTasksOpenSaysWhatIsLost() throws Exception {
        assertThat(linesOf(Forgetful.class, "1"))
                .containsExactly("42", "left open: 1 task of pool-1 is lost; close pools, best with try (...)");
        assertThat(linesOf(Forgetful.class, "2"))
                .containsExactly("42", "left open: 2 tasks of pool-1 are lost; close pools, best with try (...)");
    }

    @Test
    void aJvmThatEndsWithAnOpenPoolButNoTasksSaysNothing() throws Exception {
        assertThat(linesOf(Forgetful.class, "0")).containsExactly("42");
    }

    @Test
    void aCloseThatGivesUpSaysWhatItDropsAndWhoRanIt() throws Exception {
        assertThat(linesOf(Impatient.class))
                .filteredOn(line -> line.contains("closeTimeout"))
                .singleElement()
                .asString()
                .contains("pool-1 has been closing for its closeTimeout, PT0.2S: it drops 1 accepted task and kills")
                .containsPattern("pool-1-worker-1 \\(pid \\d+\\) runs .*LeftOpenIT\\$Impatient");
    }
}
