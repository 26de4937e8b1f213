package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.procession.core.error.ErrorCode;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskContext;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks that run for too long, or that nobody wants any more, and how they are stopped. */
@ParameterizedClass
@MethodSource("dev.procession.it.pool.Installed#transports")
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskTimeoutIT {
    /** Too short for what never ends, long enough for what should end in time. */
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private static final Duration PATIENT = Duration.ofMinutes(1);
    private static final Duration IMPATIENT = Duration.ofMillis(100);

    @Parameter
    String transport = "";

    private @Nullable ProcessPool open;

    @AfterEach
    void close() {
        pool().close();
    }

    private ProcessPool pool() {
        return Objects.requireNonNull(open);
    }

    private void open(Duration grace) throws Exception {
        open = ProcessPool.builder()
                .processes(1)
                .transport(transport)
                .output(line -> {})
                .cancelGrace(grace)
                .killGrace(grace)
                .build();
        pool().apply(() -> block(Duration.ZERO)); // what a first task loads is not on the clock
    }

    private static boolean block(Duration limit) throws InterruptedException {
        return new CountDownLatch(1).await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static boolean spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static boolean stopOneself() throws Exception {
        String self = Long.toString(ProcessHandle.current().pid());
        return new ProcessBuilder("kill", "-STOP", self).start().waitFor() == 0;
    }

    private long pid() throws Exception {
        return pool().apply(() -> ProcessHandle.current().pid());
    }

    private Tasks timed() {
        return pool().with(TaskOptions.timeout(LIMIT));
    }

    private static TaskTimeoutException timeout(TaskFuture<?> future) {
        try {
            throw new AssertionError("the task has ended with " + future.get(30, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(TaskTimeoutException.class);
            return (TaskTimeoutException) e.getCause();
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aTaskThatHeedsItsInterruptFailsWithItsStackAndItsWorkerLivesOn() throws Exception {
        open(PATIENT);
        long worker = pid();
        TaskTimeoutException failure = timeout(timed().applyAsync(() -> block(PATIENT)));
        assertThat(failure.code()).isEqualTo(ErrorCode.TASK_TIMED_OUT);
        assertThat(failure.limit()).isEqualTo(LIMIT);
        assertThat(failure.pid()).isEqualTo(worker);
        assertThat(failure.worker()).contains("worker-1");
        assertThat(failure.remoteStack().orElseThrow())
                .contains("TIMED_WAITING", "CountDownLatch.await", "TaskTimeoutIT.block")
                .doesNotContain("TaskRunner", "WorkerLoop");
        assertThat(failure)
                .hasMessageContaining(Long.toString(worker))
                .hasMessageContaining("PT1S")
                .hasMessageContaining("TaskTimeoutIT")
                .hasMessageContaining("CountDownLatch.await");
        assertThat(pid()).isEqualTo(worker);
        theTimeThatATaskWaitsDoesNotCount();
        aTaskKnowsWhatItIsAndCanStopByItself();
    }

    @Test
    void aTaskThatHeedsNothingIsEndedWithItsWorkerAndNothingElse() throws Exception {
        open(IMPATIENT);
        long worker = pid();
        TaskFuture<Boolean> endless = timed().applyAsync(TaskTimeoutIT::spin);
        List<TaskFuture<Integer>> behind = IntStream.range(0, 20)
                .mapToObj(i -> pool().applyAsync((Integer x) -> x + 1, i))
                .toList();
        assertThat(timeout(endless).remoteStack().orElseThrow()).contains("RUNNABLE", "TaskTimeoutIT.spin");
        for (int i = 0; i < behind.size(); i++) {
            assertThat(behind.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i + 1);
        }
        assertThat(pid()).isNotEqualTo(worker);
        aWorkerThatDoesNotAnswerIsEndedToo();
        aTaskThatWasCancelledIsEndedLikewise();
        aTaskWhoseTimeIsUpIsNotStartedAgain();
    }

    private void aWorkerThatDoesNotAnswerIsEndedToo() throws Exception {
        long worker = pid();
        TaskTimeoutException failure = timeout(timed().applyAsync(() -> stopOneself() && block(PATIENT)));
        assertThat(failure.remoteStack()).isEmpty();
        assertThat(failure.threadDump()).isEmpty();
        assertThat(failure).hasMessageContaining("did not answer");
        assertThat(pid()).isNotEqualTo(worker);
    }

    private void aTaskThatWasCancelledIsEndedLikewise() throws Exception {
        long worker = pid();
        String started = Signal.fresh();
        TaskFuture<Boolean> endless = pool().applyAsync(
                        (String path) -> {
                            Signal.giveFile(path);
                            return spin();
                        },
                        started);
        Signal.await(started);
        endless.complete(true);
        assertThat(pid()).isNotEqualTo(worker);
    }

    private static boolean waitForMonitor() throws Exception {
        Thread task = Thread.currentThread();
        Object monitor = new Object();
        CountDownLatch held = new CountDownLatch(1);
        Thread holder = new Thread(
                () -> {
                    synchronized (monitor) {
                        held.countDown();
                        untilInterrupted(task);
                    }
                },
                "holder");
        holder.setDaemon(true);
        holder.start();
        held.await();
        synchronized (monitor) {
            return true;
        }
    }

    private static void untilInterrupted(Thread task) {
        while (!task.isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    private static boolean waitForHelper() throws Exception {
        Thread helper = new Thread(TaskTimeoutIT::help, "helper");
        helper.setDaemon(true);
        helper.start();
        helper.join();
        return true;
    }

    private static void help() {
        try {
            block(PATIENT);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theThreadDumpNamesWhoHoldsTheTaskUp() throws Exception {
        open(PATIENT);
        timeout(timed().applyAsync(() -> block(PATIENT))); // what a first dump loads takes long where much else runs
        TaskTimeoutException blocked = timeout(timed().applyAsync(TaskTimeoutIT::waitForMonitor));
        assertThat(blocked.threadDump())
                .startsWith("\"main\" BLOCKED on java.lang.Object@")
                .containsSubsequence(
                        ", held by \"holder\"",
                        "waitForMonitor",
                        "\n\n\"holder\" RUNNABLE",
                        "TaskTimeoutIT.untilInterrupted")
                .doesNotContain("\"procession-", "Reference Handler", "Finalizer", "WorkerLoop");
        assertThat(blocked).hasMessageContaining(", held by \"holder\"");
        assertThat(blocked.remoteStack().orElseThrow())
                .startsWith("\"main\" BLOCKED\n")
                .doesNotContain("holder");
        TaskTimeoutException waiting = timeout(timed().applyAsync(TaskTimeoutIT::waitForHelper));
        assertThat(waiting.threadDump())
                .startsWith("\"main\" WAITING on java.lang.Thread")
                .containsSubsequence("waitForHelper", "\n\n\"helper\" TIMED_WAITING on ", "TaskTimeoutIT.help");
    }

    @Test
    void aJavaWithoutManagementShowsItsThreadsWithoutTheLocks() throws Exception {
        open = ProcessPool.builder()
                .processes(1)
                .transport("pipe") // the others need more of Java
                .output(line -> {})
                .jvmOptions("--limit-modules=java.logging,jdk.unsupported")
                .build();
        assertThat(timeout(timed().applyAsync(TaskTimeoutIT::waitForHelper)).threadDump())
                .startsWith("\"main\" WAITING")
                .containsSubsequence("waitForHelper", "\n\n\"helper\" TIMED_WAITING", "TaskTimeoutIT.help");
    }

    private void theTimeThatATaskWaitsDoesNotCount() throws Exception {
        List<TaskFuture<Boolean>> futures = IntStream.range(0, 8)
                .mapToObj(i -> timed().applyAsync(() -> block(Duration.ofMillis(150))))
                .toList();
        for (TaskFuture<Boolean> future : futures) {
            assertThat(future.get(30, TimeUnit.SECONDS)).isFalse();
        }
    }

    @Test
    void eachItemOfAMapHasItsOwnLimit() throws Exception {
        open(IMPATIENT);
        List<Integer> items = IntStream.range(0, 8).boxed().toList();
        Tasks chunked = pool().with(TaskOptions.timeout(LIMIT).withChunkSize(8));
        assertThat(chunked.map((Integer x) -> block(Duration.ofMillis(150)), items))
                .hasSize(8);
        try (var results = chunked.imap((Integer x) -> x == 3 ? spin() : x == 5 ? block(PATIENT) : x, items)) {
            for (int item : items) {
                if (item == 3 || item == 5) {
                    assertThatThrownBy(() -> results.next(Duration.ofSeconds(30)))
                            .hasCauseInstanceOf(TaskTimeoutException.class);
                } else {
                    assertThat((Object) results.next(Duration.ofSeconds(30))).isEqualTo(item);
                }
            }
        }
    }

    private static String describe(boolean timed) {
        TaskContext context = TaskContext.current();
        Optional<Duration> left = context.timeLeft();
        return context.worker() + " " + context.attempt() + " " + context.isCancelled() + " "
                + (timed
                        ? left.orElseThrow().compareTo(LIMIT) <= 0
                                && !left.orElseThrow().isZero()
                        : left.isPresent());
    }

    private static void untilCancelled(String ended) {
        TaskContext context = TaskContext.current();
        while (!context.isCancelled()) {
            Thread.onSpinWait();
        }
        try {
            context.throwIfCancelled();
        } catch (CancellationException e) {
            Signal.giveFile(ended);
            throw e;
        }
    }

    private void aTaskKnowsWhatItIsAndCanStopByItself() throws Exception {
        assertThat(pool().apply(() -> describe(false))).matches("pool-\\d+-worker-1 1 false false");
        assertThat(timed().apply(() -> describe(true))).endsWith("1 false true");
        assertThatThrownBy(TaskContext::current).isInstanceOf(IllegalStateException.class);
        long worker = pid();
        String ended = Signal.fresh();
        timeout(timed().runAsync(() -> untilCancelled(ended)));
        Signal.await(ended);
        String endedAgain = Signal.fresh();
        TaskFuture<?> future = pool().runAsync(() -> untilCancelled(endedAgain));
        future.cancel(true);
        assertThat(pid()).isEqualTo(worker);
    }

    private void aTaskWhoseTimeIsUpIsNotStartedAgain() throws Exception {
        Tasks three = pool().with(TaskOptions.attempts(3).withTimeout(Duration.ofMillis(100)));
        timeout(three.applyAsync(TaskTimeoutIT::spin));
        await().atMost(Duration.ofSeconds(30)).until(() -> pool().apply(() -> true));
        // A caller goes on a moment before its own task is counted as settled.
        await().atMost(Duration.ofSeconds(30)).until(() -> pool().toString().contains("0 tasks"));
    }
}
