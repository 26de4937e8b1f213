package dev.procession.it.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.procession.core.ExitStatus;
import dev.procession.core.JvmProcess;
import dev.procession.core.JvmProcessBuilder;
import dev.procession.core.ProcessContext;
import dev.procession.core.StartMethod;
import dev.procession.core.launch.Spares;
import dev.procession.it.JavaProgram;
import dev.procession.testkit.LeakGuard;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are taken from spares: what they are, which spares fit, and how spares end. */
@ExtendWith(LeakGuard.class)
class WarmStartIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Lines printed = new Lines();

    @AfterEach
    void endSpares() throws InterruptedException {
        Spares.end();
        System.clearProperty(Spares.MOST_PROPERTY);
        System.clearProperty(Spares.IDLE_PROPERTY);
        assertThat(Spares.count()).isZero();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("procession-spares"));
    }

    private JvmProcessBuilder warm() {
        return JvmProcess.builder().startMethod(StartMethod.WARM).output(printed);
    }

    private static void awaitSpares(int count) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(() -> Spares.count() == count);
    }

    /** The pids of so many spares, once they are there: a child is a shell at first, which becomes a JVM. */
    private static Set<Long> spares(int count) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Spares.count() == count && children().size() >= count);
        return children();
    }

    /** This JVM's children that are JVMs, spares among them; the supervisor is none. */
    private static Set<Long> children() {
        return ProcessHandle.current()
                .children()
                .filter(child -> isChild(child.info()))
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    /** By its argument file: any process is a copy of this JVM, with its program and arguments, before it becomes what it is to be. */
    private static boolean isChild(ProcessHandle.Info info) {
        return info.command().orElse("").endsWith("/java")
                && Stream.of(info.arguments().orElse(new String[0]))
                        .anyMatch(argument -> argument.startsWith("@") && argument.endsWith(".args"));
    }

    private static void tell() {
        ProcessContext context = ProcessContext.current();
        System.out.println(context.name() + " " + context.depth() + " "
                + context.parent().orElseThrow().pid());
    }

    @Test
    void aSpareBecomesTheProcessAndAnotherTakesItsPlace() throws Exception {
        warm().prepareSpares(1);
        Set<Long> spare = spares(1);

        try (JvmProcess first = warm().name("first").target(WarmStartIT::tell).start();
                JvmProcess second =
                        warm().name("second").target(() -> System.exit(7)).start()) {
            assertThat(first.join(LIMIT)).isTrue();
            assertThat(second.join(LIMIT)).isTrue();
            assertThat(spare).contains(first.pid()).doesNotContain(second.pid());
            assertThat(printed.next())
                    .isEqualTo("first 1 " + ProcessHandle.current().pid());
            assertThat(first.name()).isEqualTo("first");
            assertThat(first.exitStatus()).hasValue(ExitStatus.of(0));
            assertThat(second.exitStatus()).hasValue(ExitStatus.of(7));
        }
        awaitSpares(1);
        assertThat(children()).doesNotContainAnyElementsOf(spare);
    }

    @Test
    void aSpareIsOnlyTakenForWhatItWasStartedFor(@TempDir Path folder) throws Exception {
        System.setProperty(Spares.MOST_PROPERTY, "1");
        warm().prepareSpares(1);
        Set<Long> spare = spares(1);

        try (JvmProcess other = warm().jvmOptions("-Dkind=other")
                .environment("KIND", "too")
                .directory(folder)
                .target(() -> System.out.println(System.getProperty("kind") + System.getenv("KIND")))
                .start()) {
            assertThat(other.join(LIMIT)).isTrue();
            assertThat(spare).doesNotContain(other.pid());
        }
        assertThat(printed.next()).isEqualTo("othertoo");
        // The one spare that there may be is now of the kind that was used last.
        await().atMost(LIMIT).until(() -> Spares.count() == 1 && !children().equals(spare));
        try (JvmProcess plain = warm().target(() -> {}).start()) {
            assertThat(plain.join(LIMIT)).isTrue();
            assertThat(spare).doesNotContain(plain.pid());
        }
    }

    @Test
    void sparesThatNobodyUsesOrThatDieAreGone() throws Exception {
        warm().prepareSpares(2);
        spares(2).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        awaitSpares(0);
        try (JvmProcess process =
                warm().target(() -> System.out.println("spawned")).start()) {
            assertThat(process.join(LIMIT)).isTrue();
        }
        assertThat(printed.next()).isEqualTo("spawned");

        System.setProperty(Spares.IDLE_PROPERTY, "1");
        warm().prepareSpares(1);
        awaitSpares(0);
        await().atMost(LIMIT)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("procession-spares")));
    }

    @Test
    void aTakenSpareReadsItsInputAndCanBeEnded(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("input"), "from a file");
        warm().pipedInput().prepareSpares(2);
        Set<Long> spares = spares(2);

        try (JvmProcess reader = warm().input(file)
                        .target(() -> System.out.println(new String(System.in.readAllBytes(), StandardCharsets.UTF_8)))
                        .start();
                JvmProcess sleeper = warm().pipedInput()
                        .target(() -> {
                            System.in.read();
                            System.out.println("asleep");
                            new CountDownLatch(1).await();
                        })
                        .start()) {
            assertThat(spares).contains(reader.pid(), sleeper.pid());
            assertThat(reader.join(LIMIT)).isTrue();
            assertThat(printed.next()).isEqualTo("from a file");
            sleeper.input().write('\n');
            assertThat(printed.next()).isEqualTo("asleep");
            sleeper.terminate();
            assertThat(sleeper.join(LIMIT)).isTrue();
            assertThat(sleeper.exitStatus()).hasValue(ExitStatus.of(143));
        }
    }

    @Test
    void misuseIsNamed() {
        assertThatThrownBy(() -> warm().prepareSpares(5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Spares.MOST_PROPERTY);
        System.setProperty(StartMethod.PROPERTY, "fork");
        try {
            assertThatThrownBy(StartMethod::byDefault)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("fork", "spawn");
        } finally {
            System.clearProperty(StartMethod.PROPERTY);
        }
    }

    /** Returns at once, with a child that still works and a spare that still waits. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) {
            JvmProcess.builder().pipedInput().prepareSpares(1);
            spares(1).forEach(pid -> System.out.println("spare " + pid));
            JvmProcess process = JvmProcess.builder()
                    .startMethod(StartMethod.WARM)
                    .target(() -> System.out.println("the child has worked"))
                    .input("x".getBytes(StandardCharsets.UTF_8))
                    .output(line -> System.out.println(line.text()))
                    .start();
            System.out.println("taken " + process.pid());
        }
    }

    @Test
    void aParentsEndWaitsForTheProcessAndNotForSpares() throws Exception {
        JavaProgram parent =
                JavaProgram.run(JavaProgram.command(List.of(), JavaProgram.classPath(), Parent.class.getName()), LIMIT);

        assertThat(parent.exitCode()).isZero();
        List<String> lines = parent.output().lines().toList();
        String spare = lines.get(0).substring("spare ".length());
        assertThat(lines).contains("the child has worked", "taken " + spare);
        assertThat(ProcessHandle.of(Long.parseLong(spare)).filter(ProcessHandle::isAlive))
                .isEmpty();
    }
}
