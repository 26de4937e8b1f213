package dev.procession.it.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.procession.core.ExitStatus;
import dev.procession.core.JvmProcess;
import dev.procession.core.JvmProcessBuilder;
import dev.procession.core.OutputListener;
import dev.procession.core.error.LaunchException;
import dev.procession.testkit.LeakGuard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Python's own tests demand of {@code multiprocessing.Process}, as far as a JVM can keep it. */
@ExtendWith(LeakGuard.class)
class ProcessConformanceIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Lines printed = new Lines();

    private JvmProcessBuilder process() {
        return JvmProcess.builder().output(printed);
    }

    /** Says that it is there, and waits until its input ends. */
    private static void attend() throws IOException {
        System.out.println("here");
        while (System.in.read() >= 0) {}
    }

    private static void sleep() throws InterruptedException {
        System.out.println("asleep");
        new CountDownLatch(1).await();
    }

    private static void end(JvmProcess process) throws InterruptedException {
        assertThat(process.join(LIMIT)).as(process.toString()).isTrue();
    }

    @Test
    void whatAProcessTellsOfItselfBeforeWhileAndAfterItRuns() throws Exception {
        JvmProcess process = process()
                .name("subject")
                .pipedInput()
                .target(ProcessConformanceIT::attend)
                .build();
        assertThat(process.name()).isEqualTo("subject");
        assertThat(process.daemon()).isFalse();
        assertThat(process.isAlive()).isFalse();
        assertThat(process.exitStatus()).isEmpty();
        assertThat(process).hasToString("process 'subject' (NEW)");
        assertThatThrownBy(process::pid).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(process::onExit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(process::terminate).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(process::input).isInstanceOf(IllegalStateException.class);
        assertThat(JvmProcess.activeChildren()).doesNotContain(process);

        try (process) {
            process.start();
            assertThat(printed.next()).isEqualTo("here");
            assertThat(process.isAlive()).isTrue();
            assertThat(process.exitStatus()).isEmpty();
            assertThat(process.pid()).isPositive();
            assertThat(process).hasToString("process 'subject' (RUNNING, pid " + process.pid() + ")");
            assertThat(JvmProcess.activeChildren()).contains(process);
            assertThat(process.join(Duration.ZERO)).isFalse();
            assertThat(process.join(Duration.ofSeconds(-1))).isFalse();
            CompletableFuture<ExitStatus> sentinel = process.onExit();
            assertThat(sentinel).isNotDone();

            process.input().close();
            assertThat(sentinel.get(20, TimeUnit.SECONDS)).isEqualTo(ExitStatus.of(0));
            end(process);
        }
        long pid = process.pid();
        assertThat(process.isAlive()).isFalse();
        assertThat(process.exitStatus()).hasValue(ExitStatus.of(0));
        assertThat(process.onExit()).succeedsWithin(LIMIT).isEqualTo(ExitStatus.of(0));
        assertThat(process).hasToString("process 'subject' (CLOSED, pid " + pid + ", exit code 0)");
        assertThat(JvmProcess.activeChildren()).doesNotContain(process);
        process.terminate();
        process.kill();
        assertThat(process.exitStatus()).hasValue(ExitStatus.of(0));
    }

    @Test
    void exitCodesAreThoseOfTheSystem() throws Exception {
        try (JvmProcess negative = process().target(() -> System.exit(-1)).start();
                JvmProcess halted =
                        process().target(() -> Runtime.getRuntime().halt(3)).start();
                JvmProcess error = process()
                        .target(() -> {
                            throw new AssertionError("the reason");
                        })
                        .start()) {
            end(negative);
            end(halted);
            end(error);
            assertThat(negative.exitStatus()).hasValue(ExitStatus.of(255));
            assertThat(halted.exitStatus()).hasValue(ExitStatus.of(3));
            assertThat(error.exitStatus()).hasValue(ExitStatus.of(1));
            assertThat(error.certificate().outputTail())
                    .contains("java.lang.AssertionError: the reason")
                    .contains("ProcessConformanceIT.java");
        }
    }

    @Test
    void threadsAreWaitedForAndShutdownHooksRunThen() throws Exception {
        try (JvmProcess process =
                process().target(ProcessConformanceIT::leaveThreadAndHook).start()) {
            end(process);
            assertThat(process.exitStatus()).hasValue(ExitStatus.of(0));
        }
        assertThat(printed.all()).containsExactly("thread", "hook");
    }

    private static void leaveThreadAndHook() {
        addHook();
        Thread main = Thread.currentThread();
        new Thread(() -> {
                    try {
                        main.join();
                        System.out.println("thread");
                    } catch (InterruptedException e) {
                        System.exit(9);
                    }
                })
                .start();
    }

    private static void addHook() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
    }

    @Test
    void hooksRunOnTerminateAndInterruptAndNotOnKill() throws Exception {
        List<JvmProcess> processes = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                processes.add(process()
                        .target(() -> {
                            addHook();
                            sleep();
                        })
                        .start());
                assertThat(printed.next()).isEqualTo("asleep");
            }
            processes.get(0).terminate();
            end(processes.get(0));
            assertThat(printed.all()).containsExactly("hook");
            assertThat(new ProcessBuilder(
                                    "kill",
                                    "-INT",
                                    Long.toString(processes.get(1).pid()))
                            .start()
                            .waitFor())
                    .isZero();
            end(processes.get(1));
            assertThat(printed.all()).containsExactly("hook");
            processes.get(2).kill();
            end(processes.get(2));
            assertThat(printed.all()).isEmpty();
        } finally {
            processes.forEach(JvmProcess::close);
        }
        assertThat(processes.stream().map(process -> process.exitStatus().orElseThrow()))
                .containsExactly(ExitStatus.of(143), ExitStatus.of(130), ExitStatus.of(137));
    }

    @Test
    void brokenStandardStreamsDoNotChangeTheExitCode() throws Exception {
        try (JvmProcess returns = process()
                        .target(() -> {
                            breakStreams();
                            System.out.println("lost");
                        })
                        .start();
                JvmProcess fails = process()
                        .target(() -> {
                            breakStreams();
                            throw new IllegalStateException("nobody can read this");
                        })
                        .start()) {
            end(returns);
            end(fails);
            assertThat(returns.exitStatus()).hasValue(ExitStatus.of(0));
            assertThat(fails.exitStatus()).hasValue(ExitStatus.of(1));
        }
    }

    private static void breakStreams() {
        System.err.close();
        System.setErr(new PrintStream(new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("no disk");
            }
        }));
        System.out.close();
    }

    @Test
    void manyProcessesEndAtOnceWhoeverEndsThem() throws Exception {
        List<JvmProcess> processes = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                processes.add(process().target(ProcessConformanceIT::sleep).start());
            }
            for (int i = 0; i < 6; i++) {
                assertThat(printed.next()).isEqualTo("asleep");
            }
            assertThat(JvmProcess.activeChildren()).containsAll(processes);
            for (JvmProcess process : processes.subList(0, 3)) {
                process.terminate();
            }
            for (JvmProcess process : processes.subList(3, 6)) {
                process.kill();
            }
            for (JvmProcess process : processes) {
                end(process);
            }
            assertThat(JvmProcess.activeChildren()).doesNotContainAnyElementsOf(processes);
            assertThat(processes.stream().map(process -> process.exitStatus().orElseThrow()))
                    .containsExactly(
                            ExitStatus.of(143),
                            ExitStatus.of(143),
                            ExitStatus.of(143),
                            ExitStatus.of(137),
                            ExitStatus.of(137),
                            ExitStatus.of(137));
        } finally {
            processes.forEach(JvmProcess::close);
        }
    }

    @Test
    void aStartedProcessHoldsNeitherItsTargetNorItsArguments() throws Exception {
        List<Object> argument = new ArrayList<>(List.of("large"));
        WeakReference<Object> reference = new WeakReference<>(argument);
        try (JvmProcess process = started(argument)) {
            argument = null;
            await().atMost(LIMIT).until(() -> {
                System.gc();
                return reference.get() == null;
            });
            assertThat(process.isAlive()).isTrue();
        }
    }

    private JvmProcess started(Object argument) {
        return process()
                .target(
                        x -> {
                            System.out.println(x);
                            sleep();
                        },
                        argument)
                .start();
    }

    @Test
    void whatATerminatedOrFinishedProcessBegotEndsWithIt() throws Exception {
        try (JvmProcess terminated = process()
                        .target(() -> {
                            System.out.println(beget());
                            new CountDownLatch(1).await();
                        })
                        .start();
                JvmProcess finished =
                        process().target(() -> System.out.println(beget())).start()) {
            ProcessHandle first =
                    ProcessHandle.of(Long.parseLong(printed.next())).orElse(null);
            ProcessHandle second =
                    ProcessHandle.of(Long.parseLong(printed.next())).orElse(null);
            terminated.terminate();
            end(terminated);
            end(finished);
            for (ProcessHandle begot : new ProcessHandle[] {first, second}) {
                if (begot != null) {
                    begot.onExit().get(5, TimeUnit.SECONDS);
                }
            }
        }
    }

    private static long beget() throws IOException {
        return new ProcessBuilder("sleep", "1000").start().pid();
    }

    @Test
    void ofManyThreadsThatStartAProcessOneSucceeds() throws Exception {
        JvmProcess process = process().target(() -> {}).build();
        AtomicInteger refused = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(new Thread(() -> {
                try {
                    process.start();
                } catch (IllegalStateException e) {
                    refused.incrementAndGet();
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        try (process) {
            end(process);
        }
        assertThat(refused).hasValue(3);
    }

    @Test
    void aProcessThatCannotBeLaunchedLeavesNothingAndCanBeClosed(@org.junit.jupiter.api.io.TempDir Path folder) {
        try (JvmProcess process =
                process().javaHome(folder).pipedInput().target(() -> {}).build()) {
            assertThatThrownBy(process::start)
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContaining("javaHome");
            assertThat(process.isAlive()).isFalse();
            assertThat(JvmProcess.activeChildren()).doesNotContain(process);
        }
    }

    @Test
    void outputIsTaggedAsTheUserLikes() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        long pid;
        try (JvmProcess process = JvmProcess.builder()
                .name("teller")
                .output(OutputListener.tagged(stream, "<{name}/{pid}> "))
                .target(() -> System.out.println("a\nb"))
                .start()) {
            end(process);
            pid = process.pid();
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("<teller/" + pid + "> a", "<teller/" + pid + "> b");
    }
}
