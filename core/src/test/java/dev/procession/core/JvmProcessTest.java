package dev.procession.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.error.EncodingException;
import dev.procession.core.error.LaunchException;
import dev.procession.core.error.ProcessionException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final BlockingQueue<String> printed = new LinkedBlockingQueue<>();

    private JvmProcessBuilder process() {
        return JvmProcess.builder().output(line -> printed.add(line.text()));
    }

    private String nextLine() throws InterruptedException {
        return printed.poll(20, TimeUnit.SECONDS);
    }

    /** A target with state of its own. */
    static final class Download implements ProcessTarget {
        private static final long serialVersionUID = 1L;

        private final String address;

        Download(String address) {
            this.address = address;
        }

        @Override
        public void run(ProcessContext context) {
            System.out.println(address + " by " + context.name() + ", child " + context.isChild() + ", depth "
                    + context.depth() + ", parent "
                    + context.parent().orElseThrow().pid() + ", alive "
                    + context.parent().orElseThrow().isAlive());
        }
    }

    @Test
    void aSubclassCarriesItsFieldsAndKnowsItsContext() throws Exception {
        try (JvmProcess process =
                process().name("loader").target(new Download("a/b")).start()) {
            assertThat(process.join(LIMIT)).isTrue();
        }
        assertThat(nextLine())
                .isEqualTo("a/b by loader, child true, depth 1, parent "
                        + ProcessHandle.current().pid() + ", alive true");
    }

    @Test
    void allShapesOfTargetsGetTheirArguments() throws Exception {
        try (JvmProcess none =
                        process().target(() -> System.out.println("none")).start();
                JvmProcess one = process()
                        .target(list -> System.out.println("one " + list), List.of(1, 2))
                        .start();
                JvmProcess two = process()
                        .target((a, b) -> System.out.println("two " + a + b), "x", null)
                        .start()) {
            none.join();
            one.join();
            two.join();
        }
        assertThat(printed).containsExactlyInAnyOrder("none", "one [1, 2]", "two xnull");
    }

    @Test
    void exitCodesAndTheirReasonsAreReported(@TempDir Path empty) throws Exception {
        try (JvmProcess exits = process().target(() -> System.exit(7)).start();
                JvmProcess throwing = process()
                        .target(() -> {
                            throw new java.io.IOException("on purpose");
                        })
                        .start();
                JvmProcess full =
                        process().maxHeap(16 << 20).target(JvmProcessTest::fill).start();
                JvmProcess refused = process()
                        .jvmOptions("-XX:+NoSuchOption")
                        .target(() -> {})
                        .start();
                JvmProcess lacking =
                        process().classPath(List.of(empty)).target(() -> {}).start()) {
            for (JvmProcess process : List.of(exits, throwing, full, refused, lacking)) {
                process.join();
            }

            assertThat(exits.exitStatus().orElseThrow().code()).hasValue(7);
            assertThat(throwing.exitStatus().orElseThrow().code()).hasValue(1);
            assertThat(throwing.certificate().outputTail()).contains("java.io.IOException: on purpose");
            assertThat(reason(exits)).isEqualTo("exit code 7 (System.exit or Runtime.halt, or its main program ended)");
            assertThat(reason(throwing)).isEqualTo("exit code 1: its target threw java.io.IOException: on purpose");
            assertThat(reason(full)).contains("its target threw java.lang.OutOfMemoryError", "16777216 bytes");
            assertThat(reason(refused))
                    .startsWith(
                            "exit code 1: its JVM refused to start: correct jvmOptions, which are [-XX:+NoSuchOption]")
                    .contains("Unrecognized VM option 'NoSuchOption'");
            assertThat(reason(lacking))
                    .contains(
                            "class " + JvmProcessTest.class.getName(), "is not on the class path of", "classPath(...)");
            assertThat(exits.onExit().get(1, TimeUnit.SECONDS).code()).hasValue(7);
        }
    }

    private static final List<Object> HELD = new LinkedList<>();

    private static void fill() {
        while (true) {
            HELD.add(new long[8]);
        }
    }

    private static String reason(JvmProcess process) {
        return process.certificate().reason();
    }

    @Test
    void aProcessThatIsClosedWhileItStartsEndsWithoutAWord() throws Exception {
        for (int i = 0; i < 10; i++) {
            JvmProcess starting = process().target(JvmProcessTest::sleep).start();
            starting.join(Duration.ofMillis(4 * i));
            starting.close();

            assertThat(starting.exitStatus()).isNotEmpty();
        }
        assertThat(printed).allMatch("asleep"::equals);
    }

    @Test
    void aRunningProcessCanBeTerminatedAndKilled() throws Exception {
        try (JvmProcess terminated = process().target(JvmProcessTest::sleep).start();
                JvmProcess killed = process().target(JvmProcessTest::sleep).start()) {
            assertThat(nextLine()).isEqualTo("asleep");
            assertThat(nextLine()).isEqualTo("asleep");
            assertThat(JvmProcess.activeChildren()).contains(terminated, killed);
            assertThat(killed.join(Duration.ofMillis(1))).isFalse();

            terminated.terminate();
            killed.kill();

            assertThat(terminated.join(LIMIT)).isTrue();
            assertThat(killed.join(LIMIT)).isTrue();
            assertThat(terminated.exitStatus()).hasValue(ExitStatus.of(143));
            assertThat(killed.exitStatus()).hasValue(ExitStatus.of(137));
            assertThat(JvmProcess.activeChildren()).doesNotContain(terminated, killed);
        }
    }

    private static void sleep() throws InterruptedException {
        System.out.println("asleep");
        new CountDownLatch(1).await();
    }

    @Test
    void closeEndsWhatStillRuns() throws Exception {
        JvmProcess process = process().target(JvmProcessTest::sleep).start();
        assertThat(nextLine()).isEqualTo("asleep");

        process.close();
        process.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(process.toString()).contains("CLOSED");
    }

    @Test
    void misuseIsNamed() throws Exception {
        JvmProcess process = process().name("once").target(() -> {}).build();
        assertThatThrownBy(process::join)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("never started");
        assertThatThrownBy(() -> process().build()).isInstanceOf(IllegalStateException.class);

        try (process) {
            process.start();
            assertThatThrownBy(process::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'once'");
            process.join();
        }
        assertThatThrownBy(process::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without a checker may pass
    void whatABuilderCannotTakeIsRefusedAtOnceAndNamed() {
        assertThatThrownBy(() -> process().name(null)).hasMessage("name is null");
        assertThatThrownBy(() -> process().target((RemoteRunnable) null)).hasMessage("target is null");
        assertThatThrownBy(() -> process().environment(null, "x")).hasMessage("the name of a variable is null");
        assertThatThrownBy(() -> process().environment("A=B", "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"A=B\"");
        assertThatThrownBy(() -> process().environment("A", "x\0y")).hasMessageContaining("leave that out");
        assertThatThrownBy(() -> process().directory(null)).hasMessage("directory is null");
        for (String option :
                List.of("-cp", "--class-path=/x", "-jar", "Main", "", "-version", "-?", "--dry-run", "@file")) {
            assertThatThrownBy(() -> process().jvmOptions("--add-modules", "java.se", option))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(option);
        }
        assertThatThrownBy(() -> process().jvmOptions("-Dx=a\0b")).hasMessageContaining("-Dx=a\\0b, with a \\0");
        for (String logger : List.of("a,b", "a b", "a\nb", "\u00e9", "x".repeat(513))) {
            assertThatThrownBy(() -> process().logLevel(logger, System.Logger.Level.DEBUG))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The name of a logger has 1 to 512 characters")
                    .hasMessageContaining(logger);
        }
        Path none = Path.of("/none.jar");
        assertThatThrownBy(() ->
                        process().classPath(List.of(none)).target(() -> {}).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("classPath has the entry /none.jar, which is not there");
        assertThatThrownBy(() -> process().maxHeap(1 << 20))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("1048576", "2 MiB");
    }

    @Test
    void anEnvironmentThatTheSystemDoesNotTakeIsNamed() {
        JvmProcess process = process()
                .environment("BIG", "x".repeat(200_000))
                .target(() -> {})
                .build();
        assertThatThrownBy(process::start)
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("Its environment is too large: one variable may have 128 KiB on Linux");
    }

    @Test
    void anEmptyPathIsThisProcesssOwnFolder() throws Exception {
        try (JvmProcess process =
                process().directory(Path.of("")).target(() -> {}).start()) {
            process.join();
            assertThat(process.exitStatus().orElseThrow().isSuccess()).isTrue();
        }
    }

    @Test
    void aJvmThatEndsInGoodOrderWithoutHavingRunItsTargetIsWarnedOf() throws Exception {
        List<LogRecord> records = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger("dev.procession.core.launch");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                records.add(logged);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try (JvmProcess process =
                process().jvmOptions("-agentlib:jdwp=help").target(() -> {}).start()) {
            process.join();
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(records)
                .singleElement()
                .satisfies(logged -> assertThat(new SimpleFormatter().formatMessage(logged))
                        .contains("did not run: exit code 0: its JVM ended before it ran anything")
                        .contains("correct jvmOptions, which are [-agentlib:jdwp=help]"));
    }

    @Test
    void aCaptureThatCannotBeSentFailsAtStartAndIsNamed() {
        Thread thread = Thread.currentThread();
        JvmProcess process = process().target(() -> System.out.println(thread)).build();

        assertThatThrownBy(process::start)
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("java.lang.Thread");
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void unnamedProcessesAreNumbered() {
        assertThat(process().target(() -> {}).build().name()).matches("process-[0-9]+");
    }

    @Test
    void childrenNestTwoDeepAndNoDeeper() throws Exception {
        try (JvmProcess process = process().target(Nesting::descend, 1).start()) {
            assertThat(process.join(Duration.ofSeconds(60))).isTrue();
            assertThat(printed).anyMatch(line -> line.contains("depth 1"));
            assertThat(printed).anyMatch(line -> line.contains("depth 2"));
            assertThat(printed).noneMatch(line -> line.contains("depth 3"));
            assertThat(printed).anyMatch(line -> line.contains("SPAWN_BOMB"));
        }
    }

    /** Starts itself again. */
    static final class Nesting {
        private Nesting() {}

        static void descend(int depth) throws InterruptedException {
            System.out.println("depth " + depth);
            try (JvmProcess next =
                    JvmProcess.builder().target(Nesting::descend, depth + 1).start()) {
                next.join();
            } catch (ProcessionException e) {
                System.out.println(e.code());
            }
        }
    }

    @Test
    void aProcessStartedByAStaticInitialiserInAChildIsRefusedAndNamed() throws Exception {
        try (JvmProcess process =
                process().target(() -> System.out.println(Bomb.HELD)).start()) {
            process.join();
            assertThat(process.certificate().outputTail())
                    .contains("static initialiser of")
                    .contains("Bomb")
                    .contains("HELD")
                    .contains("isChild()");
        }
    }

    /** What a user writes by mistake. */
    static final class Bomb {
        static final JvmProcess HELD = JvmProcess.builder().target(() -> {}).start();

        private Bomb() {}
    }

    @Test
    void theFirstProcessKnowsThatItIsNoChild() {
        ProcessContext context = ProcessContext.current();

        assertThat(context.isChild()).isFalse();
        assertThat(context.parent()).isEmpty();
        assertThat(context.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(context.name()).isEqualTo("main");
    }
}
