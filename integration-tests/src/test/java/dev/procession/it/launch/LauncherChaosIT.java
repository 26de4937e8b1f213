package dev.procession.it.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.it.JavaProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A parent JVM with a busy, a stopped, a begetting and a nesting child dies in all the ways there are. */
class LauncherChaosIT {
    /** What the design promises. */
    private static final Duration GONE_WITHIN = Duration.ofSeconds(2);

    private static final List<String> ALL = List.of("busy", "idle", "begetting", "begotten", "nesting", "nested");

    private final Map<String, Long> pids = new HashMap<>();
    private final List<Path> folders = new ArrayList<>();
    private Process parent;

    @AfterEach
    void endTheParent() throws Exception {
        if (parent != null) {
            parent.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        for (long pid : pids.values()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static Process start(Class<?> main, String... args) throws IOException {
        List<String> command =
                new ArrayList<>(JavaProgram.command(List.of(), System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Starts the parent, learns who is there, and stops two of the children. */
    private void startFamily(String end) throws Exception {
        parent = start(Programs.Parent.class, end);
        BufferedReader lines = parent.inputReader();
        while (!pids.keySet().containsAll(ALL) || folders.size() < 2) {
            String line = lines.readLine();
            assertThat(line).as("the parent's next line").isNotNull();
            String[] words = line.split(" ", 2);
            if (words[0].endsWith("folder")) {
                folders.add(Path.of(words[1]));
            } else {
                pids.put(words[0], Long.parseLong(words[1]));
            }
        }
        signal("STOP", pids.get("idle"));
        signal("STOP", pids.get("nesting"));
    }

    private static void signal(String name, long pid) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** A process that ended but was not yet collected by the system does no harm. */
    private static boolean runs(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException gone) {
            return false;
        }
    }

    private void nothingStays() {
        await().atMost(GONE_WITHIN).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
            assertThat(pids.entrySet().stream().filter(entry -> runs(entry.getValue())))
                    .isEmpty();
            assertThat(folders).allSatisfy(folder -> assertThat(folder).doesNotExist());
        });
    }

    @Test
    void killingTheParentLeavesNothing() throws Exception {
        startFamily("wait");

        parent.destroyForcibly();

        nothingStays();
    }

    @Test
    void interruptingTheParentLeavesNothing() throws Exception {
        startFamily("wait");

        signal("INT", parent.pid());

        assertThat(parent.waitFor(3, TimeUnit.SECONDS)).isTrue();
        assertThat(parent.exitValue()).isEqualTo(130);
        nothingStays();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "halt", "return"})
    void aParentThatEndsByItselfLeavesNothing(String end) throws Exception {
        startFamily(end);

        parent.getOutputStream().write('\n');
        parent.getOutputStream().flush();

        assertThat(parent.waitFor(3, TimeUnit.SECONDS)).isTrue();
        assertThat(parent.exitValue())
                .isEqualTo(Map.of("exit", 5, "halt", 6, "return", 0).get(end));
        nothingStays();
    }

    @Test
    void aParentReturnsOnlyAfterItsNonDaemonChild() throws Exception {
        parent = start(Programs.Returning.class);

        List<String> lines = parent.inputReader().lines().toList();

        assertThat(lines).containsExactlyInAnyOrder("main is over", "the child has worked");
        assertThat(parent.waitFor()).isZero();
    }

    @Test
    void theSupervisorIsReplacedWhenItIsKilled() throws Exception {
        startFamily("wait");
        Path folder = folders.get(0).toString().contains("-" + parent.pid() + "-") ? folders.get(0) : folders.get(1);
        ProcessHandle supervisor = supervisorOf(folder);

        supervisor.destroyForcibly();
        supervisor.onExit().get(5, TimeUnit.SECONDS);
        // The parent notices at the next thing that it has to say: a child's end.
        signal("KILL", pids.get("busy"));
        await().atMost(Duration.ofSeconds(5))
                .until(() -> supervisors(folder).findAny().isPresent());
        parent.destroyForcibly();

        nothingStays();
    }

    private static ProcessHandle supervisorOf(Path folder) {
        await().atMost(Duration.ofSeconds(5))
                .until(() -> supervisors(folder).findAny().isPresent());
        return supervisors(folder).findAny().orElseThrow();
    }

    private static java.util.stream.Stream<ProcessHandle> supervisors(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments ->
                                arguments.length > 0 && arguments[arguments.length - 1].equals(folder.toString()))
                        .orElse(false));
    }
}
