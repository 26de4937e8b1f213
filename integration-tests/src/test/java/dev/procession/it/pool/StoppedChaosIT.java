package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.it.JavaProgram;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskResults;
import dev.procession.testkit.LeakGuard;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A worker, then its parent, that is stopped for a while under load goes on as if nothing had been. */
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakGuard.class)
class StoppedChaosIT {
    /** How long each is stopped; {@code -Dprocession.test.stoppedSeconds=62} for a full drill. */
    private static final int SECONDS = Integer.getInteger("procession.test.stoppedSeconds", 1);

    /** How many results are taken for a letter that asks for more. */
    private static final int MORE = 200;

    /** The parent's program: for each letter it takes more results, until there are no more letters; a wrong one fails it. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws Exception {
            int right = 0;
            try (ProcessPool pool = ProcessPool.builder()
                            .processes(2)
                            .transport(args[0])
                            .output(line -> {})
                            .build();
                    TaskResults<byte[]> answers = pool.imap(Load::answer, Load.questions(1))) {
                long worker = pool.apply(() -> ProcessHandle.current().pid());
                System.out.println("worker " + worker);
                while (System.in.read() >= 0) {
                    for (int i = 0; i < MORE; i++) {
                        byte[] answer = answers.next(Duration.ofSeconds(60 + 2 * SECONDS));
                        if (!Load.isAnswer(Load.numbered(1, right), answer)) {
                            throw new AssertionError("answer " + right + " is wrong");
                        }
                        right++;
                    }
                    System.out.println("right " + right);
                }
                if (ProcessHandle.of(worker).isEmpty()) {
                    throw new AssertionError("the worker " + worker + " is gone");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.procession.it.pool.Installed#transports")
    @Timeout(value = 400, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aWorkerAndAParentThatWereStoppedGoOn(String transport) throws Exception {
        Process parent = new ProcessBuilder(JavaProgram.command(
                        List.of("-Dprocession.test.stoppedSeconds=" + SECONDS),
                        JavaProgram.classPath(),
                        Parent.class.getName(),
                        transport))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = parent.inputReader()) {
            long worker = Long.parseLong(valueOf("worker", lines));
            takeMore(parent);
            stopForAWhile(parent, worker);
            assertThat(valueOf("right", lines)).isEqualTo("" + MORE);
            takeMore(parent);
            stopForAWhile(parent, parent.pid());
            assertThat(valueOf("right", lines)).isEqualTo("" + 2 * MORE);
            takeMore(parent);
            parent.getOutputStream().close();
            assertThat(valueOf("right", lines)).isEqualTo("" + 3 * MORE);
            assertThat(parent.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(parent.exitValue()).isZero();
            System.out.printf("%s: worker and parent stopped for %d s each%n", transport, SECONDS);
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }

    private static void takeMore(Process parent) throws IOException {
        parent.getOutputStream().write('m');
        parent.getOutputStream().flush();
    }

    private static String valueOf(String name, BufferedReader lines) throws Exception {
        StringBuilder seen = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(name + " ")) {
                return line.substring(name.length() + 1);
            }
            seen.append(line).append('\n');
        }
        throw new AssertionError("the parent ended without saying " + name + ":\n" + seen);
    }

    private static void stopForAWhile(Process parent, long pid) throws Exception {
        signal("STOP", pid);
        assertThat(parent.waitFor(SECONDS, TimeUnit.SECONDS))
                .as("the parent ended")
                .isFalse();
        signal("CONT", pid);
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }
}
