package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.procession.core.error.TransportException;
import dev.procession.it.JavaProgram;
import dev.procession.pool.PoolClosedException;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.WorkerLostException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers that are started by hand and join over TCP, on lines that break. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JoinedWorkersIT {
    private static final String MAIN = "dev.procession.pool.WorkerMain";
    private static final int POOL_GONE = 72;

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWorkers() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static ProcessPool pool(int processes) {
        return ProcessPool.builder()
                .processes(processes)
                .transport("socket")
                .output(line -> {})
                .build();
    }

    private Path invitation() {
        return folder.resolve("invitation");
    }

    private Process start(String address, Path invitation) throws IOException {
        Process process = new ProcessBuilder(JavaProgram.command(
                        List.of("-Xmx64m"), JavaProgram.classPath(), MAIN, address, invitation.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("worker.out").toFile())
                .start();
        started.add(process);
        return process;
    }

    private static long pidOf(ProcessPool pool) throws InterruptedException {
        try {
            return pool.apply(() -> ProcessHandle.current().pid());
        } catch (java.util.concurrent.ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Keeps the pool's own worker busy, so that everything else goes to the one that joined. */
    private static TaskFuture<Boolean> occupyOwn(ProcessPool pool) throws Exception {
        String started = Signal.fresh();
        TaskFuture<Boolean> busy = pool.applyAsync((String path) -> block(path), started);
        Signal.await(started);
        return busy;
    }

    private static void awaitJoined(ProcessPool pool, Process worker) {
        await().atMost(Duration.ofSeconds(40)).until(() -> pidOf(pool) == worker.pid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp:127.0.0.2:", "tls:127.0.0.2:"})
    void aWorkerThatWasStartedByHandTakesTasksUntilThePoolEnds(String where) throws Exception {
        Process worker;
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .transport("socket")
                .output(line -> {})
                .initializer(value -> System.setProperty("initialized", value), "yes")
                .build()) {
            TaskFuture<Boolean> busy = occupyOwn(pool);
            String address = pool.invite(where + "0", invitation());
            assertThat(address).startsWith(where).doesNotEndWith(":0");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(invitation())))
                    .isEqualTo("rw-------");
            worker = start(address, invitation());
            awaitJoined(pool, worker);
            assertThat(pool.<String>apply(() -> System.getProperty("initialized")))
                    .isEqualTo("yes");
            List<Integer> numbers = IntStream.range(0, 5_000).boxed().toList();
            assertThat(pool.map((Integer x) -> x + 1, numbers))
                    .isEqualTo(numbers.stream().map(x -> x + 1).toList());
            byte[] large = new byte[5 << 20];
            large[77] = 7;
            assertThat(pool.apply((byte[] b) -> b, large)).isEqualTo(large);
            assertThatThrownBy(() -> pool.apply((Integer x) -> 1 / x, 0)).hasCauseInstanceOf(ArithmeticException.class);
            busy.cancel(true);
        }
        assertThat(worker.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(worker.exitValue()).isZero();
    }

    private static boolean spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aWorkerWhoseTaskDoesNotStopLosesItsConnection() throws Exception {
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .transport("socket")
                .output(line -> {})
                .cancelGrace(Duration.ofMillis(100))
                .build()) {
            TaskFuture<Boolean> busy = occupyOwn(pool);
            Process worker = start(pool.invite("tcp:127.0.0.1:0", invitation()), invitation());
            awaitJoined(pool, worker);
            TaskFuture<Boolean> endless =
                    pool.with(TaskOptions.timeout(Duration.ofMillis(500))).applyAsync(JoinedWorkersIT::spin);
            assertThatThrownBy(() -> endless.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(TaskTimeoutException.class)
                    .hasMessageContaining("JoinedWorkersIT.spin");
            assertThat(worker.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(worker.exitValue()).isEqualTo(POOL_GONE);
            busy.cancel(true);
        }
    }

    @Test
    void aWorkerThatIsKilledLosesOnlyItsItemAndAnotherMayTakeItsPlace() throws Exception {
        try (ProcessPool pool = pool(1)) {
            TaskFuture<Boolean> busy = occupyOwn(pool);
            String address = pool.invite("tcp:127.0.0.1:0", invitation());
            Process worker = start(address, invitation());
            awaitJoined(pool, worker);
            String started = Signal.fresh();
            TaskFuture<Boolean> lost = pool.applyAsync((String path) -> block(path), started);
            List<TaskFuture<Integer>> others = IntStream.range(0, 50)
                    .mapToObj(i -> pool.applyAsync((Integer x) -> x + 1, i))
                    .toList();
            Signal.await(started);
            worker.destroyForcibly();
            assertThatThrownBy(() -> lost.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("may have run");
            Process next = start(address, invitation());
            awaitJoined(pool, next);
            for (int i = 0; i < others.size(); i++) {
                assertThat(others.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i + 1);
            }
            busy.cancel(true);
        }
    }

    private static boolean block(String path) throws InterruptedException {
        Signal.giveFile(path);
        return new CountDownLatch(1).await(90, TimeUnit.SECONDS);
    }

    @Test
    void aCutLineLosesTheRunningTaskAndTheWorkerSaysSoAndMayComeBack() throws Exception {
        try (ProcessPool pool = pool(1)) {
            TaskFuture<Boolean> busy = occupyOwn(pool);
            try (Line line = new Line(pool.invite("tcp:127.0.0.1:0", invitation()))) {
                Process worker = start(line.address(), invitation());
                awaitJoined(pool, worker);
                String started = Signal.fresh();
                TaskFuture<Boolean> lost = pool.applyAsync((String path) -> block(path), started);
                Signal.await(started);
                line.cut();
                assertThatThrownBy(() -> lost.get(20, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(WorkerLostException.class)
                        .hasMessageContaining("may have run");
                assertThat(worker.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(worker.exitValue()).isEqualTo(POOL_GONE);
                Process next = start(line.address(), invitation());
                awaitJoined(pool, next);
            }
            busy.cancel(true);
        }
    }

    @Test
    void aStalledLineIsNoticedByBothEnds() throws Exception {
        try (ProcessPool pool = pool(1)) {
            TaskFuture<Boolean> busy = occupyOwn(pool);
            try (Line line = new Line(pool.invite("tcp:127.0.0.1:0", invitation()))) {
                Process worker = start(line.address(), invitation());
                awaitJoined(pool, worker);
                line.stall(true);
                TaskFuture<Integer> lost = pool.applyAsync((Integer x) -> x, 1);
                assertThatThrownBy(() -> lost.get(40, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(WorkerLostException.class)
                        .hasMessageContaining("nothing was heard of it for 10 s");
                assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(worker.exitValue()).isEqualTo(POOL_GONE);
            }
            busy.cancel(true);
        }
    }

    @Test
    void aSlowLineIsOnlySlow() throws Exception {
        try (ProcessPool pool = pool(1)) {
            TaskFuture<Boolean> busy = occupyOwn(pool);
            try (Line line = new Line(pool.invite("tcp:127.0.0.1:0", invitation()))) {
                Process worker = start(line.address(), invitation());
                awaitJoined(pool, worker);
                line.slowDown(TimeUnit.MILLISECONDS.toNanos(20));
                // On its way for longer than a line may be silent, in both directions.
                byte[] large = new byte[2_200_000];
                assertThat(pool.apply((byte[] b) -> b, large)).isEqualTo(large);
                assertThat(pidOf(pool)).isEqualTo(worker.pid());
            }
            busy.cancel(true);
        }
    }

    @Test
    void anInvitationIsGoodForOneConnection() throws Exception {
        try (ProcessPool pool = pool(1)) {
            TaskFuture<Boolean> busy = occupyOwn(pool);
            String address = pool.invite("tcp:127.0.0.1:0", invitation());
            Path copy = Files.copy(invitation(), folder.resolve("copy"));
            Process worker = start(address, invitation());
            awaitJoined(pool, worker);
            assertThat(Files.readString(invitation())).isNotEqualTo(Files.readString(copy));
            Process thief = start(address, copy);
            for (int i = 0; i < 100; i++) {
                assertThat(pidOf(pool)).isEqualTo(worker.pid());
            }
            assertThat(thief.isAlive()).isTrue();
            busy.cancel(true);
        }
    }

    @Test
    void closingDoesNotWaitForWorkersThatNeverCame() throws Exception {
        ProcessPool pool = pool(1);
        pool.invite("tcp:127.0.0.1:0", invitation());
        assertThat(pool.<Integer, Integer>apply(x -> x + 1, 1)).isEqualTo(2);
        pool.close();
        assertThat(pool.join(Duration.ofSeconds(1))).isTrue();
        assertThatThrownBy(() -> pool.invite("tcp:127.0.0.1:0", invitation())).isInstanceOf(PoolClosedException.class);
    }

    @Test
    void anInvitationDuringTheEndIsRefusedAndLeavesNothingListening() throws Exception {
        for (int round = 0; round < 5; round++) {
            ProcessPool pool = pool(1);
            List<String> addresses = new CopyOnWriteArrayList<>();
            CompletableFuture<Void> inviting = CompletableFuture.runAsync(() -> {
                while (true) {
                    try {
                        addresses.add(pool.invite("tcp:127.0.0.1:0", invitation()));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
            await().until(() -> !addresses.isEmpty());
            pool.terminate();
            assertThatThrownBy(() -> inviting.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(PoolClosedException.class);
            assertThat(pool.join(Duration.ofSeconds(30))).isTrue();
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> addresses.stream().noneMatch(JoinedWorkersIT::listens));
        }
    }

    private static boolean listens(String address) {
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        try {
            new Socket("127.0.0.1", port).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void whereNobodyCanJoinTheErrorSaysWhatToDo() {
        try (ProcessPool pool =
                ProcessPool.builder().processes(1).transport("pipe").build()) {
            assertThatThrownBy(() -> pool.invite("tcp:127.0.0.1:0", invitation()))
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining("socket transport");
        }
        try (ProcessPool pool = pool(1)) {
            assertThatThrownBy(() -> pool.invite("tcp:192.0.2.1:0", invitation()))
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining("loopback");
            assertThatThrownBy(() -> pool.invite("unix:", invitation())).isInstanceOf(TransportException.class);
        }
    }

    @Test
    void aWorkerThatCannotJoinSaysWhyInOneLine() throws Exception {
        try (ProcessPool pool = pool(1)) {
            pool.invite("tcp:127.0.0.1:0", invitation());
        }
        Path nonsense = Files.writeString(folder.resolve("nonsense"), "secret=abc\n");
        for (List<String> arguments : List.of(
                List.<String>of(),
                List.of("tcp:127.0.0.1:0", invitation().toString()),
                List.of("tcp:", invitation().toString()),
                List.of("tcp:127.0.0.1:1", folder.resolve("none").toString()),
                List.of("tcp:127.0.0.1:1", nonsense.toString()))) {
            JavaProgram program = JavaProgram.run(
                    JavaProgram.command(
                            List.of(),
                            JavaProgram.classPath(),
                            java.util.stream.Stream.concat(java.util.stream.Stream.of(MAIN), arguments.stream())
                                    .toArray(String[]::new)),
                    Duration.ofSeconds(30));
            assertThat(program.exitCode()).isEqualTo(64);
            assertThat(program.output().strip()).startsWith("procession: ").doesNotContain("\n");
        }
    }
}
