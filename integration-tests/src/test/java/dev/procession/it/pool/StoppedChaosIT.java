package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.it.JavaProgram;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskResults;
import dev.procession.testkit.LeakGuard;
import java.io.BufferedReader;
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

    /** The parent's program: works until it is told to end, and fails if a result is wrong or missing. */
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
                while (System.in.available() == 0 || right < 100) {
                    byte[] answer = answers.next(Duration.ofSeconds(60 + 2 * SECONDS));
                    if (!Load.isAnswer(Load.numbered(1, right), answer)) {
                        throw new AssertionError("answer " + right + " is wrong");
                    }
                    right++;
                }
                if (ProcessHandle.of(worker).isEmpty()) {
                    throw new AssertionError("the worker " + worker + " is gone");
                }
            }
            System.out.println("right " + right);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.procession.it.pool.Installed#transports")
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aWorkerAndAParentThatWereStoppedGoOn(String transport) throws Exception {
        Process parent = new ProcessBuilder(JavaProgram.command(
                        List.of("-Dprocession.test.stoppedSeconds=" + SECONDS),
                        JavaProgram.classPath(),
                        Parent.class.getName(),
                        transport))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = parent.inputReader()) {
            stopForAWhile(parent, Long.parseLong(valueOf("worker", lines)));
            stopForAWhile(parent, parent.pid());
            parent.getOutputStream().write('\n');
            parent.getOutputStream().flush();
            int right = Integer.parseInt(valueOf("right", lines));
            System.out.printf(
                    "%s: worker and parent stopped for %d s each, %d tasks right%n", transport, SECONDS, right);
            assertThat(parent.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(parent.exitValue()).isZero();
        } finally {
            parent.destroyForcibly().waitFor();
        }
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
