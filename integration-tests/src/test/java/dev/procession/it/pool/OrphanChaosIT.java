package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.core.launch.LocalLauncher;
import dev.procession.it.JavaProgram;
import dev.procession.pool.ProcessPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A parent that is killed with busy workers, one of them stopped, one with a grandchild, one with a pool of its own: nothing is left. */
@EnabledOnOs(OS.LINUX)
class OrphanChaosIT {
    private static final Duration GONE_WITHIN = Duration.ofSeconds(2);
    private static final int WORKERS = 3;

    /** The parent's program. Prints the run folder, then a line for each process. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws Exception {
            ProcessPool pool = ProcessPool.builder()
                    .processes(WORKERS)
                    .transport(args[0])
                    .output(line -> System.out.println(line.text()))
                    .build();
            for (int i = 0; i < WORKERS; i++) {
                pool.runAsync(Parent::work, i);
            }
            ProcessPool.builder().processes(1).transport(args[0]).build().runAsync(() -> new CountDownLatch(1).await());
            ProcessPool.builder().processes(1).transport(args[0]).build();
            System.out.println("folder " + LocalLauncher.shared().folder());
            new CountDownLatch(1).await(10, TimeUnit.MINUTES);
        }

        private static void work(int number) throws Exception {
            if (number == 0) {
                Process grandchild = new ProcessBuilder("sleep", "1000").start();
                System.out.println("grandchild " + grandchild.pid());
            } else if (number == 1) {
                ProcessPool nested = ProcessPool.builder().build();
                System.out.println("nested "
                        + nested.<Long>apply(() -> ProcessHandle.current().pid()));
                nested.runAsync(() -> new CountDownLatch(1).await());
            }
            System.out.println("worker " + ProcessHandle.current().pid());
            double x = number;
            while (x < 1e300) {
                x = Math.abs(Math.sin(x)) + 1; // busy for ever
            }
        }
    }

    /** What runs, and where its files are, once all of it is at work. */
    private record Family(Process parent, BufferedReader lines, List<Long> pids, Path folder) implements AutoCloseable {
        static Family start(List<String> before, String transport) throws Exception {
            List<String> command = new ArrayList<>(before);
            command.addAll(JavaProgram.command(List.of(), JavaProgram.classPath(), Parent.class.getName(), transport));
            Process parent =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            List<Long> pids = new ArrayList<>();
            BufferedReader lines = parent.inputReader();
            Path folder = null;
            while (pids.size() < WORKERS + 2 || folder == null) {
                String line = lines.readLine();
                assertThat(line).as("the parent's next line").isNotNull();
                if (line.startsWith("folder ")) {
                    folder = Path.of(line.substring("folder ".length()));
                } else if (line.matches("(worker|grandchild|nested) .*")) {
                    pids.add(Long.parseLong(line.split(" ")[1]));
                }
            }
            return new Family(parent, lines, pids, folder);
        }

        void assertGoneInTime() {
            await().atMost(GONE_WITHIN).until(() -> pids.stream().noneMatch(OrphanChaosIT::runs));
            await().atMost(GONE_WITHIN).until(() -> Files.notExists(folder));
        }

        /** It counts the tasks before their workers are gone; the worker that has a pool of its own says nothing. */
        void assertEndedWithOneLine(int exitCode) throws Exception {
            assertThat(parent.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(parent.exitValue()).isEqualTo(exitCode);
            assertGoneInTime();
            assertThat(lines.lines().filter(line -> !line.startsWith("worker ")))
                    .containsExactly("interrupted: " + WORKERS + " tasks of pool-1 and 1 of pool-2 are dropped");
        }

        @Override
        public void close() throws IOException {
            parent.destroyForcibly();
            pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            lines.close();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.procession.it.pool.Installed#transports")
    void nothingIsLeftTwoSecondsAfterTheParentWasKilled(String transport) throws Exception {
        try (Family family = Family.start(List.of(), transport)) {
            signal("STOP", family.pids().get(family.pids().size() - 1));
            family.parent().destroyForcibly().waitFor();
            family.assertGoneInTime();
        }
    }

    /** The terminal sends SIGINT to all of its foreground processes at once, workers included. */
    @ParameterizedTest
    @MethodSource("dev.procession.it.pool.Installed#transports")
    void controlCEndsAllOfItWithOneLine(String transport) throws Exception {
        try (Family family = Family.start(List.of("setsid"), transport)) {
            signal("INT", -family.parent().pid());
            family.assertEndedWithOneLine(130);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.procession.it.pool.Installed#transports")
    void aRequestToTerminateEndsAllOfItWithOneLine(String transport) throws Exception {
        try (Family family = Family.start(List.of(), transport)) {
            signal("TERM", family.parent().pid());
            family.assertEndedWithOneLine(143);
        }
    }

    private static void signal(String signal, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, "--", Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** A process that has ended and was not yet collected does no harm. */
    static boolean runs(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }
}
