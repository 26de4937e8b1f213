package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.procession.core.error.EncodingException;
import dev.procession.core.error.LaunchException;
import dev.procession.pool.PoolBuilder;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.RemoteStackTrace;
import dev.procession.pool.TaskFuture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What workers run before their first task and after their last. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerHooksIT {
    private static final ThreadLocal<String> OF_THE_THREAD = ThreadLocal.withInitial(() -> "nothing");

    @TempDir
    Path folder;

    private static PoolBuilder pool(int processes) {
        return ProcessPool.builder().processes(processes).transport("pipe").output(line -> {});
    }

    private static void note(String file, String what) throws IOException {
        String line = ProcessHandle.current().pid() + " " + what + "\n";
        Files.writeString(Path.of(file), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static List<String> notes(String file) throws IOException {
        return Files.exists(Path.of(file)) ? Files.readAllLines(Path.of(file)) : List.of();
    }

    private static void setUp(String file, String value) throws IOException {
        OF_THE_THREAD.set(value);
        note(file, "begins");
    }

    private static String task(String file) throws IOException {
        note(file, "runs");
        return OF_THE_THREAD.get();
    }

    private static void tearDown(String file) throws IOException {
        note(file, "ends with " + OF_THE_THREAD.get());
    }

    private static void neverReturns(String started) throws Exception {
        Files.createFile(Path.of(started));
        new CountDownLatch(1).await();
    }

    @ParameterizedTest
    @MethodSource("dev.procession.it.pool.Installed#transports")
    void eachWorkerRunsTheInitializerBeforeItsTasksAndTheFinalizerAfterThem(String transport) throws Exception {
        String file = folder.resolve("notes").toString();
        long dead;
        long successor;
        try (ProcessPool pool = pool(1).transport(transport)
                .initializer(value -> setUp(file, value), "what it was given")
                .finalizer(() -> tearDown(file))
                .build()) {
            assertThat(pool.<String>apply(() -> task(file))).isEqualTo("what it was given");
            dead = pool.apply(() -> ProcessHandle.current().pid());
            assertThatThrownBy(() ->
                            pool.runAsync(() -> Runtime.getRuntime().halt(3)).get())
                    .isNotNull();
            assertThat(pool.<String>apply(() -> task(file))).isEqualTo("what it was given");
            successor = pool.apply(() -> ProcessHandle.current().pid());
        }
        assertThat(notes(file))
                .containsExactly(
                        dead + " begins",
                        dead + " runs",
                        successor + " begins",
                        successor + " runs",
                        successor + " ends with what it was given");
    }

    @Test
    void terminateRunsNoFinalizer() throws Exception {
        String file = folder.resolve("notes").toString();
        try (ProcessPool pool =
                pool(1).finalizer(work -> note(file, work), "ends").build()) {
            assertThat(pool.<Integer>apply(() -> 1)).isEqualTo(1);
            pool.terminate();
        }
        assertThat(notes(file)).isEmpty();
    }

    private static void fails(String file) throws IOException {
        note(file, "begins");
        throw new IllegalStateException("no licence");
    }

    @Test
    void aPoolWhoseInitializerThrowsGivesUpWithItsException() throws Exception {
        String file = folder.resolve("notes").toString();
        try (ProcessPool pool = pool(2).initializer(WorkerHooksIT::fails, file).build()) {
            List<TaskFuture<Integer>> waiting =
                    List.of(pool.applyAsync(() -> 1), pool.applyAsync(() -> 2), pool.applyAsync(() -> 3));
            for (TaskFuture<Integer> future : waiting) {
                Throwable failure = catchThrowable(() -> future.get(60, TimeUnit.SECONDS));
                assertThat(failure).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(LaunchException.class);
                assertThat(failure.getCause())
                        .hasMessageContainingAll(
                                "no worker could be started", "initializer", "WorkerHooksIT", "no licence")
                        .hasCauseInstanceOf(IllegalStateException.class);
                Throwable thrown = failure.getCause().getCause();
                assertThat(thrown).hasMessage("no licence");
                assertThat(thrown.getSuppressed()).hasAtLeastOneElementOfType(RemoteStackTrace.class);
            }
            assertThatThrownBy(() -> pool.applyAsync(() -> 4))
                    .isInstanceOf(LaunchException.class)
                    .hasRootCauseMessage("no licence");
        }
        assertThat(notes(file)).hasSizeBetween(3, 6);
    }

    private static void failsAtFirst(String file) throws IOException {
        note(file, "begins");
        if (notes(file).size() == 1) {
            throw new IllegalStateException("not yet");
        }
    }

    @Test
    void aPoolWhoseInitializerFailsOnceGoesOn() throws Exception {
        String file = folder.resolve("notes").toString();
        try (ProcessPool pool =
                pool(1).initializer(WorkerHooksIT::failsAtFirst, file).build()) {
            assertThat(pool.<Integer>apply(() -> 1)).isEqualTo(1);
        }
        assertThat(notes(file)).hasSize(2);
    }

    @Test
    void anInitializerThatKillsItsWorkerIsNamedWithItsEnd() throws Exception {
        try (ProcessPool pool = pool(1).initializer(() -> {
                    System.err.println("cannot load the library");
                    Runtime.getRuntime().halt(9);
                })
                .build()) {
            assertThatThrownBy(() -> pool.apply(() -> 1))
                    .cause()
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContainingAll(
                            "died while it ran its initializer", "exit code 9", "cannot load the library");
        }
    }

    @Test
    void anInitializerThatTakesTooLongIsEnded() throws Exception {
        try (ProcessPool pool = pool(1).startTimeout(Duration.ofSeconds(6))
                .initializer(() -> new CountDownLatch(1).await())
                .build()) {
            assertThatThrownBy(() -> pool.apply(() -> 1))
                    .cause()
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContainingAll(
                            "initializer",
                            "had not returned when startTimeout, PT6S",
                            "startTimeout(...); it was at\n\"main\" WAITING",
                            "CountDownLatch.await");
        }
    }

    @Test
    void aPoolIsClosedWhileAnInitializerRuns() throws Exception {
        Path started = folder.resolve("started");
        ProcessPool pool = pool(1).initializer(WorkerHooksIT::neverReturns, started.toString())
                .build();
        try (pool) {
            await().atMost(Duration.ofSeconds(40)).until(() -> Files.exists(started));
        }
        assertThat(pool.join(Duration.ZERO)).isTrue();
    }

    @Test
    void aFinalizerThatTakesTooLongIsEnded() throws Exception {
        Path started = folder.resolve("started");
        ProcessPool pool = pool(1).finalizer(WorkerHooksIT::neverReturns, started.toString())
                .finalizerTimeout(Duration.ofMillis(500))
                .build();
        try (pool) {
            assertThat(pool.<Integer>apply(() -> 1)).isEqualTo(1);
        }
        assertThat(started).exists();
        assertThat(pool.join(Duration.ZERO)).isTrue();
    }

    @Test
    void aFinalizerThatThrowsChangesNothing() throws Exception {
        String file = folder.resolve("notes").toString();
        try (ProcessPool pool = pool(1).finalizer(WorkerHooksIT::fails, file).build()) {
            assertThat(pool.<Integer>apply(() -> 1)).isEqualTo(1);
        }
        assertThat(notes(file)).hasSize(1);
    }

    private static final class Unsendable {
        final Object lock = new Object();

        void use() {
            assertThat(lock).isNotNull();
        }
    }

    @Test
    void aHookThatCannotBeSentIsRefusedByBuildWithItsField() {
        Unsendable captured = new Unsendable();
        assertThatThrownBy(() -> pool(1).initializer(captured::use).build().close())
                .isInstanceOf(EncodingException.class)
                .hasMessageContainingAll("the pool's initializer cannot be sent", "Unsendable");
        assertThatThrownBy(() -> pool(1).finalizer(x -> {}, captured).build().close())
                .isInstanceOf(EncodingException.class)
                .hasMessageContainingAll("the pool's finalizer cannot be sent", "Unsendable");
    }
}
