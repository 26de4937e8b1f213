package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.core.launch.LocalLauncher;
import dev.procession.it.JavaProgram;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskResults;
import dev.procession.testkit.LeakGuard;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Parents that are killed at random moments under load: two seconds later no process of theirs runs, and nothing is left. */
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakGuard.class)
class KilledParentsChaosIT {
    /** Kills for each transport in a run of the whole build; {@code -Dprocession.test.kills=200} for a full drill. */
    private static final int KILLS = Integer.getInteger("procession.test.kills", 3);

    private static final long SEED = Long.getLong("procession.test.seed", 7);
    private static final Duration GONE_WITHIN = Duration.ofSeconds(2);

    /** A variable of the environment, which is handed down to all that a process starts, shells too. */
    private static final String MARK = "PROCESSION_TEST_FAMILY";

    /** What a parent is about to do, as it says itself, and for how long it is busy with it, about. */
    enum Moment {
        STARTING(1_000),
        WORKING(400),
        CLOSING(80);

        private final long nanos;

        Moment(long millis) {
            this.nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        }
    }

    /** The parent's program: opens, uses and closes pools without end. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws Exception {
            while (true) {
                System.out.println(Moment.STARTING);
                try (ProcessPool pool = ProcessPool.builder()
                                .processes(2)
                                .transport(args[0])
                                .output(line -> {})
                                .build();
                        TaskResults<byte[]> answers = pool.imap(Load::answer, Load.questions(1))) {
                    answers.next(Duration.ofSeconds(60));
                    System.out.println(Moment.WORKING);
                    for (int i = 1; i < 200; i++) {
                        answers.next(Duration.ofSeconds(60));
                    }
                    for (int i = 0; i < 50; i++) {
                        pool.applyAsync(Load::answer, Load.numbered(1, i));
                    }
                    System.out.println(Moment.CLOSING);
                }
            }
        }
    }

    /** Each has a test of its own, and with it a limit of time and a guard. */
    static Stream<Arguments> kills() {
        return Installed.transports()
                .flatMap(transport -> IntStream.range(0, KILLS)
                        .mapToObj(i -> Arguments.of(
                                transport, Moment.values()[i % Moment.values().length], SEED * 1_000 + i)));
    }

    @ParameterizedTest(name = "{0}, {1}, seed {2}")
    @MethodSource("kills")
    void nothingIsLeftOfAParentThatWasKilled(String transport, Moment moment, long seed) throws Exception {
        String mark = UUID.randomUUID().toString();
        ProcessBuilder program = new ProcessBuilder(
                        JavaProgram.command(List.of(), JavaProgram.classPath(), Parent.class.getName(), transport))
                .redirectErrorStream(true);
        program.environment().put(MARK, mark);
        Process parent = program.start();
        try {
            killAt(moment, new Random(seed), parent);
            await().atMost(GONE_WITHIN)
                    .pollInterval(Duration.ofMillis(20))
                    .untilAsserted(() -> assertThat(marked(mark))
                            .as("processes of the parent")
                            .isEmpty());
            // The next start of a program, as far as it matters here.
            LocalLauncher.shared().lease().close();
            await().atMost(GONE_WITHIN)
                    .untilAsserted(() -> assertThat(filesOf(parent.pid())).isEmpty());
        } finally {
            parent.destroyForcibly();
            marked(mark).forEach(process -> process.handle().destroyForcibly());
        }
    }

    private static void killAt(Moment moment, Random random, Process parent) throws Exception {
        try (BufferedReader lines = parent.inputReader()) {
            while (moment != Moment.STARTING) {
                String line = lines.readLine();
                assertThat(line).as("the parent's next line").isNotNull();
                if (line.equals(moment.name())) {
                    break;
                }
            }
            boolean ended = parent.waitFor((long) (random.nextDouble() * moment.nanos), TimeUnit.NANOSECONDS);
            assertThat(ended).as("the parent ended by itself").isFalse();
            parent.destroyForcibly().waitFor();
        }
    }

    /** A process, and what it is. */
    private record Marked(ProcessHandle handle, String command) {}

    private static List<Marked> marked(String mark) {
        return ProcessHandle.allProcesses()
                .filter(process -> read(process, "environ").contains(MARK + "=" + mark))
                .map(process -> new Marked(process, read(process, "cmdline").replace('\0', ' ')))
                .toList();
    }

    /** Empty for a process that has ended, collected or not. */
    private static String read(ProcessHandle process, String what) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), what), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** What has the process's number in its name, where Procession puts files. */
    private static List<Path> filesOf(long pid) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : List.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")))) {
            if (Files.isDirectory(folder)) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "procession-*-" + pid + "-*")) {
                    files.forEach(found::add);
                }
            }
        }
        return found;
    }
}
