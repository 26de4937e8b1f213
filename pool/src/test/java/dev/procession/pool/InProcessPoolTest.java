package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.ProcessContext;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProcessionException;
import dev.procession.core.error.TransportException;
import dev.procession.testkit.LeakGuard;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A pool without processes: as true to one with processes as threads can be. */
@ExtendWith(LeakGuard.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InProcessPoolTest {
    // Shared with the tasks, as statics are in such a pool.
    private static volatile CountDownLatch running = new CountDownLatch(1);
    private static volatile CountDownLatch release = new CountDownLatch(1);

    private static ProcessPool pool(int processes) {
        running = new CountDownLatch(1);
        release = new CountDownLatch(1);
        return ProcessPool.builder().processes(processes).inProcess().build();
    }

    private static void awaitRelease() throws InterruptedException {
        running.countDown();
        release.await();
    }

    private static void heedNothing() {
        running.countDown();
        while (release.getCount() > 0) {
            if (Thread.interrupted()) {
                continue; // goes on
            }
            Thread.onSpinWait();
        }
    }

    /** What a worker tells of itself. */
    record Self(String name, boolean child, int depth, long parent, String thread) implements Serializable {
        static Self now() {
            ProcessContext context = ProcessContext.current();
            return new Self(
                    context.name(),
                    context.isChild(),
                    context.depth(),
                    context.parent().orElseThrow().pid(),
                    Thread.currentThread().getName());
        }
    }

    static final class StaticPool {
        static final ProcessPool POOL =
                ProcessPool.builder().processes(1).inProcess().build();

        private StaticPool() {}

        static int size() {
            return POOL.processes();
        }
    }

    @Test
    void valuesAreCopiedAsBetweenProcesses() throws Exception {
        List<String> captured = new ArrayList<>(List.of("a"));
        List<String> argument = new ArrayList<>(List.of("b"));
        try (ProcessPool pool = pool(1)) {
            List<String> result = pool.apply(
                    (List<String> given) -> {
                        given.add("added to the argument");
                        captured.add("added to the capture");
                        return given;
                    },
                    argument);
            assertThat(result).containsExactly("b", "added to the argument");
        }
        assertThat(argument).containsExactly("b");
        assertThat(captured).containsExactly("a");
    }

    @Test
    void whatCannotBeSentFailsAsBetweenProcesses() {
        Object unsendable = new Object();
        try (ProcessPool pool = pool(1)) {
            assertThatThrownBy(() -> pool.apply(() -> unsendable.hashCode()))
                    .isInstanceOf(EncodingException.class)
                    .hasMessageContaining("captured variable 1");
            assertThatThrownBy(() -> pool.apply(() -> new Object()))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .hasMessageContaining("the result cannot be sent");
            assertThatThrownBy(() -> pool.apply(() -> new org.assertj.core.api.SoftAssertionError(List.of("x"))))
                    .as("a class of another jar")
                    .cause()
                    .isInstanceOf(ProcessionException.class)
                    .hasMessageContaining("allowResults");
        }
    }

    @Test
    void anExceptionArrivesWithTheTraceAndTheNameOfItsWorker() {
        try (ProcessPool pool = pool(1)) {
            assertThatThrownBy(() -> pool.apply((String text) -> Integer.parseInt(text), "no number"))
                    .cause()
                    .isInstanceOf(NumberFormatException.class)
                    .satisfies(failure -> assertThat(failure.getSuppressed()[0])
                            .isInstanceOf(RemoteStackTrace.class)
                            .hasMessageContaining("-worker-1"));
        }
    }

    @Test
    void aWorkerLooksLikeAChildToItsTasksAlone() throws Exception {
        try (ProcessPool pool = pool(1)) {
            Self self = pool.apply(Self::now);
            assertThat(self.name()).matches("pool-\\d+-worker-1");
            assertThat(self.child()).isTrue();
            assertThat(self.depth()).isEqualTo(ProcessContext.current().depth() + 1);
            assertThat(self.parent()).isEqualTo(ProcessHandle.current().pid());
            assertThat(self.thread()).isEqualTo("procession-" + self.name());
            assertThat(pool.map((Integer x) -> Thread.currentThread().getName(), List.of(1, 2, 3)))
                    .containsOnly(self.thread());
        }
        assertThat(ProcessContext.current().isChild()).isFalse();
    }

    @Test
    void noProcessIsStarted() throws Exception {
        long before = ProcessHandle.current().children().count();
        try (ProcessPool pool = pool(4)) {
            assertThat(pool.map((Integer x) -> x + 1, List.of(1, 2, 3))).containsExactly(2, 3, 4);
            assertThat(ProcessHandle.current().children().count()).isEqualTo(before);
            assertThat(pool.transport()).isEqualTo("memory");
        }
    }

    @Test
    void cancelInterruptsTheTaskAndNoOther() throws Exception {
        try (ProcessPool pool = pool(1)) {
            TaskFuture<?> task = pool.runAsync(InProcessPoolTest::awaitRelease);
            running.await();
            task.cancel(true);
            assertThatThrownBy(task::get).isInstanceOf(CancellationException.class);
            assertThat(pool.<Boolean>apply(() -> Thread.currentThread().isInterrupted()))
                    .isFalse();
        }
    }

    @Test
    void aWorkerThatRanOutOfMemoryIsReplaced() throws Exception {
        try (ProcessPool pool = pool(1)) {
            long first = pool.<Long>apply(InProcessPoolTest::thread);
            List<TaskFuture<Long>> tasks = new ArrayList<>();
            TaskFuture<Long> failing = pool.applyAsync(() -> {
                throw new OutOfMemoryError("pretended");
            });
            for (int i = 0; i < 3; i++) {
                tasks.add(pool.applyAsync(InProcessPoolTest::thread));
            }
            assertThatThrownBy(() -> failing.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(OutOfMemoryError.class);
            for (TaskFuture<Long> task : tasks) {
                assertThat(task.get(30, TimeUnit.SECONDS)).isNotEqualTo(first);
            }
        }
    }

    @SuppressWarnings("deprecation") // threadId() is not there on Java 17
    private static long thread() {
        return Thread.currentThread().getId();
    }

    @Test
    void aTaskOutOfTimeThatHeedsNothingIsGivenUp() throws Exception {
        running = new CountDownLatch(1);
        release = new CountDownLatch(1);
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .inProcess()
                .cancelGrace(Duration.ofMillis(50))
                .build()) {
            TaskFuture<?> endless =
                    pool.with(TaskOptions.timeout(Duration.ofMillis(300))).runAsync(InProcessPoolTest::heedNothing);
            assertThatThrownBy(() -> endless.get(20, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            TaskTimeoutException.class,
                            late -> assertThat(late.remoteStack().orElseThrow())
                                    .contains("InProcessPoolTest.heedNothing"));
            assertThat(pool.<Integer>apply(() -> TaskContext.current().attempt()))
                    .isEqualTo(1);
        } finally {
            release.countDown();
        }
    }

    @Test
    void terminateEndsWhatHeedsInterrupts() throws Exception {
        ProcessPool pool = pool(1);
        TaskFuture<?> task = pool.runAsync(InProcessPoolTest::awaitRelease);
        TaskFuture<Integer> waiting = pool.applyAsync(() -> 1);
        running.await();
        pool.terminate();
        assertThatThrownBy(() -> task.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(PoolClosedException.class);
        assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(PoolClosedException.class);
        assertThat(pool.join(java.time.Duration.ZERO)).isTrue();
    }

    @Test
    void terminateGivesUpWhatHeedsNothing() throws Exception {
        ProcessPool pool = pool(1);
        TaskFuture<?> task = pool.runAsync(InProcessPoolTest::heedNothing);
        running.await();
        pool.terminate();
        assertThatThrownBy(() -> task.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(PoolClosedException.class);
        release.countDown();
    }

    @Test
    void poolsNestAsBetweenProcesses() throws Exception {
        try (ProcessPool pool = pool(1)) {
            int sum = pool.apply(() -> {
                try (ProcessPool inner =
                        ProcessPool.builder().processes(1).inProcess().build()) {
                    return inner.<Integer, Integer>apply(x -> x + 1, 1);
                }
            });
            assertThat(sum).isEqualTo(2);
            assertThatThrownBy(() -> pool.apply(StaticPool::size))
                    .cause()
                    .isInstanceOfSatisfying(
                            ProcessionException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SPAWN_BOMB))
                    .hasMessageContaining("field POOL");
        }
    }

    @Test
    void nobodyCanJoin(@org.junit.jupiter.api.io.TempDir Path folder) {
        try (ProcessPool pool = pool(1)) {
            assertThatThrownBy(() -> pool.invite("tcp:127.0.0.1:0", folder.resolve("invitation")))
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining("memory");
        }
    }

    @Test
    void anExecutorOfItKeepsItsContract() throws Exception {
        try (ProcessPool pool = pool(1);
                RemoteExecutorService executor = pool.asExecutorService()) {
            int any = executor.invokeAny(List.of(() -> 3));
            assertThat(any).isEqualTo(3);
            executor.submit(() -> {
                awaitRelease();
                return 0;
            });
            running.await();
            RemoteExecutorService.Task task = () -> {};
            executor.execute(task);
            assertThat(executor.shutdownNow()).containsExactly(task);
            assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void moreCallbacksThanThereAreThreadsForMayAllWaitForTasksOfTheirOwn() throws Exception {
        try (ProcessPool pool = pool(1)) {
            TaskFuture<Void> gate = pool.runAsync(InProcessPoolTest::awaitRelease);
            List<CompletableFuture<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                waiting.add(pool.applyAsync((Integer x) -> x + 1, i)
                        .thenApply(x -> pool.applyAsync((Integer y) -> y + 1, x).join()));
            }
            release.countDown();
            gate.get();
            for (int i = 0; i < waiting.size(); i++) {
                assertThat(waiting.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i + 2);
            }
        }
    }

    /** What a callback may do with its pool that waits for user code to be run in this process. */
    private static List<Waiting> waits() {
        return List.of(
                (pool, x) ->
                        pool.applyAsync((Integer y) -> new Boxed(y), x).join().value(),
                (pool, x) -> pool.mapAsync((Integer y) -> y, List.of(x)).join().get(0),
                (pool, x) -> pool.asExecutorService()
                        .<Boxed>invokeAny(List.of(() -> new Boxed(x)))
                        .value(),
                (pool, x) -> TaskFutures.asCompleted(List.of(pool.applyAsync((Integer y) -> new Boxed(y), x)))
                        .iterator()
                        .next()
                        .join()
                        .value(),
                (pool, x) -> {
                    TaskFuture<Integer> observed = pool.applyAsync((Integer y) -> y, x);
                    CompletableFuture<Void> unused = observed.thenAccept(y -> {});
                    return observed.join();
                });
    }

    /** A value whose decoding is user code. */
    private record Boxed(int value) implements Serializable {}

    /** A callback. */
    private interface Waiting {
        int call(ProcessPool pool, int x) throws Exception;
    }

    @Test
    void moreCallbacksThanThereAreThreadsForMayAllWaitForWhatUserCodeHasToDecode() throws Exception {
        List<Waiting> waits = waits();
        try (ProcessPool pool = pool(1)) {
            TaskFuture<Void> gate = pool.runAsync(InProcessPoolTest::awaitRelease);
            List<CompletableFuture<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                Waiting wait = waits.get(i % waits.size());
                waiting.add(pool.applyAsync((Integer x) -> x, i).thenApply(x -> {
                    try {
                        return wait.call(pool, x);
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                }));
            }
            release.countDown();
            gate.get();
            for (int i = 0; i < waiting.size(); i++) {
                assertThat(waiting.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i);
            }
        }
    }
}
