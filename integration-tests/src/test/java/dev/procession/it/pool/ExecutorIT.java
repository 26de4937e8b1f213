package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.procession.core.RemoteCallable;
import dev.procession.core.error.EncodingException;
import dev.procession.pool.PoolClosedException;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.RemoteExecutorService;
import dev.procession.pool.RemoteExecutorService.NeverStarted;
import dev.procession.pool.RemoteExecutorService.Task;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.WorkerLostException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The contract of ExecutorService, as the tests of java.util.concurrent read it, over a view of one pool of two workers. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExecutorIT {
    private static final int WORKERS = 2;
    private static final int MANY = 20;

    private static ProcessPool pool = null;

    @TempDir
    private Path folder;

    private RemoteExecutorService executor = null;
    private String release = "";

    @BeforeAll
    static void open() {
        pool = newPool();
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    private static ProcessPool newPool() {
        return ProcessPool.builder()
                .processes(WORKERS)
                .transport("pipe")
                .output(line -> {})
                .build();
    }

    @BeforeEach
    void view() {
        executor = pool.asExecutorService();
        release = folder.resolve("release").toString();
    }

    @AfterEach
    void end() throws Exception {
        executor.shutdownNow();
        if (!Files.exists(Path.of(release))) {
            Signal.giveFile(release);
        }
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Serializable, but of no type of ours. */
    record Answer(int value) implements Callable<Integer>, Serializable {
        @Override
        public Integer call() {
            return value;
        }
    }

    record Touching(String path) implements Runnable, Serializable {
        @Override
        public void run() {
            Signal.giveFile(path);
        }
    }

    /** Says that it runs, and then ends when it is interrupted or released. */
    record Blocking(String path, String release) implements Task {
        private static final long serialVersionUID = 1L;

        @Override
        public void run() {
            Signal.giveFile(path);
            while (!Files.exists(Path.of(release))) {
                LockSupport.parkNanos(1_000_000);
                if (Thread.interrupted()) {
                    throw new CancellationException("interrupted");
                }
            }
        }
    }

    /** Ends when it is released, and not before. */
    record Stubborn(String path, String release) implements Task {
        private static final long serialVersionUID = 1L;

        @Override
        public void run() {
            Signal.giveFile(path);
            while (!Files.exists(Path.of(release))) {
                if (Thread.interrupted()) {
                    continue; // heeds nothing but the file
                }
            }
        }
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    /** Keeps both workers busy. */
    private List<TaskFuture<?>> occupy(RemoteExecutorService by) {
        List<TaskFuture<?>> blockers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            blockers.add(by.submit(new Blocking(file("running-" + i), release)));
        }
        for (int i = 0; i < WORKERS; i++) {
            Signal.await(file("running-" + i));
        }
        return blockers;
    }

    private static <T> T soon(Future<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    /** Runs an action on a thread of its own that is then interrupted, and gives what it threw. */
    private static Throwable interrupted(String running, Callable<?> action) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                action.call();
                thrown.completeExceptionally(new AssertionError("it returned"));
            } catch (Throwable e) {
                thrown.complete(e);
            }
        });
        thread.start();
        Signal.await(running);
        thread.interrupt();
        return soon(thrown);
    }

    @Test
    void whatIsExecutedRuns() {
        String[] files = {file("a"), file("b"), file("c")};
        executor.execute(new Touching(files[0]));
        String second = files[1];
        executor.execute(() -> Signal.giveFile(second));
        ExecutorService plain = executor;
        plain.execute(new Touching(files[2]));
        Arrays.stream(files).forEach(Signal::await);
    }

    @Test
    void whatIsSubmittedHasItsResult() throws Exception {
        assertThat(soon(executor.submit(() -> "value"))).isEqualTo("value");
        assertThat(soon(executor.submit(new Answer(42)))).isEqualTo(42);
        assertThat(executor.submit(new Touching(file("a"))).get()).isNull();
        assertThat(executor.submit(() -> {}).get()).isNull();
        Object mine = new Object();
        assertThat(soon(executor.submit(() -> {}, mine))).isSameAs(mine);
        assertThat(soon(((ExecutorService) executor).submit((Runnable) new Touching(file("b")), mine)))
                .isSameAs(mine);
        assertThat(file("b")).satisfies(path -> assertThat(Path.of(path)).exists());
    }

    @Test
    void nullsAreRefusedAndNothingIsStarted() {
        assertThatNullPointerException().isThrownBy(() -> executor.execute((Runnable) null));
        assertThatNullPointerException().isThrownBy(() -> executor.execute((Task) null));
        assertThatNullPointerException().isThrownBy(() -> executor.submit((Runnable) null));
        assertThatNullPointerException().isThrownBy(() -> executor.submit((Task) null));
        assertThatNullPointerException().isThrownBy(() -> executor.submit((Callable<Integer>) null));
        assertThatNullPointerException().isThrownBy(() -> executor.submit((RemoteCallable<Integer>) null));
        assertThatNullPointerException().isThrownBy(() -> executor.submit((Runnable) null, 1));
        assertThatNullPointerException().isThrownBy(() -> executor.invokeAll((Collection<Answer>) null));
        assertThatNullPointerException().isThrownBy(() -> executor.invokeAny((Collection<Answer>) null));
        List<Callable<Integer>> withNull = Arrays.asList(touchAndGive(file("never"), 1), null);
        assertThatNullPointerException().isThrownBy(() -> executor.invokeAll(withNull));
        assertThatNullPointerException().isThrownBy(() -> executor.invokeAny(withNull));
        assertThatNullPointerException().isThrownBy(() -> executor.invokeAll(withNull, 1, TimeUnit.SECONDS));
        assertThatNullPointerException().isThrownBy(() -> executor.invokeAny(withNull, 1, TimeUnit.SECONDS));
        Set<Answer> answers = Set.of(new Answer(1));
        assertThatNullPointerException().isThrownBy(() -> executor.invokeAll(answers, 1, null));
        assertThatNullPointerException().isThrownBy(() -> executor.invokeAny(answers, 1, null));
        assertThatNullPointerException().isThrownBy(() -> executor.awaitTermination(1, null));
        assertThat(executor).hasToString(executor.toString()).asString().contains("running, 0 tasks");
        assertThat(Path.of(file("never"))).doesNotExist();
    }

    private static RemoteCallable<Integer> touchAndGive(String path, int value) {
        return () -> {
            Signal.giveFile(path);
            return value;
        };
    }

    @Test
    void whatATaskThrowsIsTheCause() {
        assertThatThrownBy(() -> soon(executor.submit(() -> {
                    throw new java.io.IOException("checked");
                })))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(java.io.IOException.class)
                .hasMessage("checked");
        assertThatThrownBy(() -> soon(executor.submit(() -> 1 / Integer.parseInt("0"))))
                .hasCauseInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> soon(executor.submit(() -> {
                    throw new AssertionError("error");
                })))
                .cause()
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void whatAnExecutedTaskThrowsReachesTheUncaughtExceptionHandler() throws Exception {
        var caught = new LinkedBlockingQueue<Throwable>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> caught.add(thrown));
        try {
            executor.execute(() -> {
                throw new IllegalStateException("nobody waits for this");
            });
            assertThat(caught.poll(30, TimeUnit.SECONDS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("nobody waits for this");
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(soon(executor.submit(() -> "goes on"))).isEqualTo("goes on");
    }

    @Test
    void aWorkersDeathFailsItsTaskAlone() throws Exception {
        TaskFuture<?> fatal = executor.submit(() -> Runtime.getRuntime().halt(3));
        assertThatThrownBy(() -> soon(fatal)).hasCauseInstanceOf(WorkerLostException.class);
        assertThat(soon(executor.submit(() -> 7))).isEqualTo(7);
    }

    @Test
    void whatCannotTravelIsRefusedWithTheTypeToUse() {
        Callable<Integer> callable = () -> 1;
        assertThatThrownBy(() -> executor.submit(callable))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("not Serializable")
                .hasMessageContaining("RemoteCallable");
        Runnable runnable = () -> {};
        assertThatThrownBy(() -> executor.execute(runnable))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("RemoteExecutorService.Task");
        Object captured = new Object();
        assertThatThrownBy(() -> executor.submit(() -> captured.hashCode()))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("captured variable 1")
                .hasCauseInstanceOf(EncodingException.class);
        assertThatThrownBy(() -> executor.invokeAll(Set.of(callable))).isInstanceOf(RejectedExecutionException.class);
        assertThat(executor.toString()).contains("running, 0 tasks");
    }

    @Test
    void whatWrapsATaskInAFutureOfThisProcessIsRefusedWithTheWayToGo() {
        assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> 1, executor))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("applyAsync");
        assertThatThrownBy(() -> new ExecutorCompletionService<Integer>(executor).submit(new Answer(1)))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("asCompleted");
        assertThatThrownBy(() -> executor.execute(new FutureTask<>(new Answer(1))))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void getCanBeInterruptedAndTimedAndTheTaskGoesOn() throws Exception {
        TaskFuture<?> blocker = executor.submit(new Blocking(file("running"), release));
        assertThat(interrupted(file("running"), blocker::get)).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> blocker.get(20, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        Signal.giveFile(release);
        soon(blocker);
    }

    @Test
    void aTaskThatIsCancelledWhileItWaitsNeverRuns() throws Exception {
        occupy(executor);
        Future<?> waiting = executor.submit(new Touching(file("never")));
        Future<?> behind = executor.submit(new Touching(file("behind")));
        assertThat(waiting.cancel(false)).isTrue();
        assertThat(waiting.isCancelled()).isTrue();
        assertThat(waiting.isDone()).isTrue();
        assertThat(waiting.cancel(true)).isTrue();
        assertThatThrownBy(waiting::get).isInstanceOf(CancellationException.class);
        Signal.giveFile(release);
        soon(behind);
        executor.shutdown();
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Path.of(file("never"))).doesNotExist();
    }

    @Test
    void aCancelOfADoneTaskChangesNothing() throws Exception {
        Future<Integer> done = executor.submit(new Answer(5));
        soon(done);
        assertThat(done.cancel(true)).isFalse();
        assertThat(done.isCancelled()).isFalse();
        assertThat(done.get()).isEqualTo(5);
    }

    @Test
    void invokeAllGivesDoneFuturesInOrder() throws Exception {
        assertThat(executor.invokeAll(new ArrayList<Answer>())).isEmpty();
        List<Future<Integer>> futures = executor.invokeAll(List.of(
                () -> 1,
                () -> {
                    throw new IllegalStateException("second");
                },
                () -> 3));
        assertThat(futures).hasSize(3).allMatch(Future::isDone);
        assertThat(futures.get(0).get()).isEqualTo(1);
        assertThatThrownBy(futures.get(1)::get).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(futures.get(2).get()).isEqualTo(3);
        assertThat(executor.invokeAll(List.of(() -> 1), 30, TimeUnit.SECONDS)).hasSize(1);
        assertThat(executor.invokeAll(new HashSet<>(List.of(new Answer(1), new Answer(2)))))
                .hasSize(2);
    }

    @Test
    void invokeAllCancelsWhatIsNotDoneInTime() throws Exception {
        List<Callable<Integer>> tasks = List.of(new Answer(1), blockingCall(file("running"), release));
        List<Future<Integer>> futures = executor.invokeAll(tasks, 300, TimeUnit.MILLISECONDS);
        assertThat(futures).hasSize(2).allMatch(Future::isDone);
        assertThat(futures.get(1).isCancelled()).isTrue();
        assertThat(executor.invokeAll(List.of(blockingCall(file("other"), release)), -1, TimeUnit.SECONDS))
                .allMatch(Future::isCancelled);
        assertThat(soon(executor.submit(new Answer(1)))).isEqualTo(1);
    }

    private static RemoteCallable<Integer> blockingCall(String path, String release) {
        return () -> {
            new Blocking(path, release).run();
            return 0;
        };
    }

    @Test
    void anInterruptedInvokeAllCancelsTheRest() throws Exception {
        List<Callable<Integer>> tasks = List.of(
                blockingCall(file("running"), release),
                blockingCall(file("second"), release),
                touchAndGive(file("never"), 1));
        Throwable thrown = interrupted(file("running"), () -> executor.invokeAll(tasks));
        assertThat(thrown).isInstanceOf(InterruptedException.class);
        executor.shutdown();
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Path.of(file("never"))).doesNotExist();
    }

    @Test
    void invokeAnyGivesTheFirstSuccessAndCancelsTheOthers() throws Exception {
        RemoteCallable<Integer> failing = () -> {
            throw new IllegalStateException("fails");
        };
        RemoteCallable<Integer> slow = blockingCall(file("slow"), release);
        assertThat(executor.invokeAny(List.of(failing, new Call(2), slow))).isEqualTo(2);
        assertThat(executor.invokeAny(List.of(failing, new Call(3)), 30, TimeUnit.SECONDS))
                .isEqualTo(3);
        executor.shutdown();
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS))
                .as("the slow one was interrupted")
                .isTrue();
    }

    record Call(int value) implements RemoteCallable<Integer> {
        private static final long serialVersionUID = 1L;

        @Override
        public Integer call() {
            return value;
        }
    }

    @Test
    void invokeAnyFailsIfNothingSucceeds() {
        assertThatIllegalArgumentException().isThrownBy(() -> executor.invokeAny(new ArrayList<Answer>()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> executor.invokeAny(new ArrayList<Answer>(), 1, TimeUnit.SECONDS));
        RemoteCallable<Integer> failing = () -> {
            throw new IllegalStateException("fails");
        };
        assertThatThrownBy(() -> executor.invokeAny(List.of(failing, failing)))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> executor.invokeAny(
                        List.of(failing, blockingCall(file("running"), release)), 200, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("none of 2 tasks");
    }

    @Test
    void anInterruptedInvokeAnyCancelsAll() throws Exception {
        List<Callable<Integer>> tasks = List.of(blockingCall(file("running"), release));
        assertThat(interrupted(file("running"), () -> executor.invokeAny(tasks)))
                .isInstanceOf(InterruptedException.class);
        executor.shutdown();
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void afterAShutdownWhatWasAcceptedRunsAndNothingElseIsTaken() throws Exception {
        occupy(executor);
        Future<Integer> waiting = executor.submit(new Answer(9));
        assertThat(executor.isShutdown()).isFalse();
        assertThat(executor.isTerminated()).isFalse();
        executor.shutdown();
        executor.shutdown();
        assertThat(executor.isShutdown()).isTrue();
        assertThat(executor.isTerminated()).isFalse();
        assertThat(executor.toString()).contains("shutting down, 3 tasks");
        assertRefusesAll();
        assertThat(executor.awaitTermination(20, TimeUnit.MILLISECONDS)).isFalse();
        Signal.giveFile(release);
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(executor.isTerminated()).isTrue();
        assertThat(waiting.isDone()).isTrue();
        assertThat(waiting.get()).isEqualTo(9);
        assertThat(executor.toString()).contains("terminated, 0 tasks");
    }

    private void assertRefusesAll() {
        Answer answer = new Answer(1);
        Class<RejectedExecutionException> refused = RejectedExecutionException.class;
        assertThatThrownBy(() -> executor.execute(new Touching(file("no")))).isInstanceOf(refused);
        assertThatThrownBy(() -> executor.execute(() -> {})).isInstanceOf(refused);
        assertThatThrownBy(() -> executor.submit(answer)).isInstanceOf(refused);
        assertThatThrownBy(() -> executor.submit(() -> 1)).isInstanceOf(refused);
        assertThatThrownBy(() -> executor.submit(() -> {}, 1)).isInstanceOf(refused);
        assertThatThrownBy(() -> executor.invokeAll(Set.of(answer))).isInstanceOf(refused);
        assertThatThrownBy(() -> executor.invokeAny(Set.of(answer))).isInstanceOf(refused);
    }

    @Test
    void shutdownNowInterruptsWhatRunsAndReturnsWhatNeverStarted() throws Exception {
        List<TaskFuture<?>> running = occupy(executor);
        List<Runnable> executed = new ArrayList<>();
        List<Callable<Integer>> called = new ArrayList<>();
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            executed.add(new Touching(file("never-" + i)));
            executor.execute(executed.get(i));
            called.add(touchAndGive(file("neither-" + i), i));
            futures.add(executor.submit(called.get(i)));
        }
        Future<Integer> cancelled = executor.submit(new Answer(1));
        cancelled.cancel(true);
        List<Runnable> never = executor.shutdownNow();
        assertThat(never).hasSize(2 * MANY);
        for (int i = 0; i < MANY; i++) {
            assertThat(never.get(2 * i)).isSameAs(executed.get(i));
            assertThat(never.get(2 * i + 1)).isEqualTo(new NeverStarted<>(called.get(i)));
        }
        assertThat(futures).allMatch(Future::isCancelled);
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(running).allMatch(Future::isCancelled);
        try (var files = Files.list(folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("ne")))
                    .isEmpty();
        }
        never.forEach(Runnable::run);
        assertThat(Path.of(file("neither-" + (MANY - 1)))).exists();
        assertThat(executor.shutdownNow()).isEmpty();
    }

    @Test
    void shutdownNowTakesBackWhatAWorkerHasButHasNotStarted() throws Exception {
        warmUp();
        occupy(executor);
        for (int i = 0; i < MANY; i++) {
            executor.submit(() -> 1);
        }
        assertThat(executor.shutdownNow()).hasSize(MANY);
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        RemoteExecutorService next = pool.asExecutorService();
        assertThat(soon(next.submit(() -> 1)))
                .as("its pool and the tasks of others go on")
                .isEqualTo(1);
        next.close();
    }

    /** Lets the workers prove that tasks are short, so that each is given many at once. */
    private static void warmUp() throws Exception {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            futures.add(pool.applyAsync((Integer x) -> x + 1, i));
        }
        for (TaskFuture<Integer> future : futures) {
            soon(future);
        }
    }

    @Test
    void shutdownNowLeavesTheTasksOfOthersAlone() throws Exception {
        RemoteExecutorService other = pool.asExecutorService();
        occupy(other);
        Future<Integer> theirs = other.submit(new Answer(1));
        Future<Integer> pools = pool.applyAsync(() -> 2);
        executor.submit(() -> 3);
        assertThat(executor.shutdownNow()).hasSize(1);
        assertThat(executor.isTerminated()).isTrue();
        assertThat(other.isShutdown()).isFalse();
        Signal.giveFile(release);
        assertThat(soon(theirs)).isEqualTo(1);
        assertThat(soon(pools)).isEqualTo(2);
        other.close();
    }

    @Test
    void anExecutorIsNotTerminatedWhileACancelledTaskStillRuns() throws Exception {
        Future<?> stubborn = executor.submit(new Stubborn(file("running"), release));
        Signal.await(file("running"));
        assertThat(executor.shutdownNow()).isEmpty();
        assertThat(stubborn.isCancelled()).isTrue();
        assertThat(executor.isTerminated()).isFalse();
        assertThat(executor.awaitTermination(50, TimeUnit.MILLISECONDS)).isFalse();
        Signal.giveFile(release);
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(executor.isTerminated()).isTrue();
    }

    @Test
    void invokeAllReturnsWhenAnotherThreadCallsShutdownNow() throws Exception {
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < WORKERS + 2; i++) {
            tasks.add(blockingCall(file("running-" + i), release));
        }
        long before = pool.statistics().tasks().submitted();
        CompletableFuture<List<Future<Integer>>> all = CompletableFuture.supplyAsync(() -> {
            try {
                return executor.invokeAll(tasks);
            } catch (InterruptedException e) {
                throw new CompletionException(e);
            }
        });
        Signal.await(file("running-0"));
        await().until(() -> pool.statistics().tasks().submitted() == before + tasks.size()); // else the rest is refused
        executor.shutdownNow();
        assertThat(soon(all)).hasSize(WORKERS + 2).allMatch(Future::isDone).anyMatch(Future::isCancelled);
    }

    @Test
    void awaitTerminationIsBoundedAndCanBeInterrupted() throws Exception {
        assertThat(executor.awaitTermination(0, TimeUnit.SECONDS)).isFalse();
        assertThat(executor.awaitTermination(-1, TimeUnit.SECONDS)).isFalse();
        assertThat(executor.awaitTermination(5, TimeUnit.MILLISECONDS)).isFalse();
        executor.execute(new Touching(file("running")));
        assertThat(interrupted(file("running"), () -> executor.awaitTermination(1, TimeUnit.DAYS)))
                .isInstanceOf(InterruptedException.class);
        executor.shutdown();
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(executor.awaitTermination(0, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closeWaitsForTheTasksAndLeavesThePoolOpen() throws Exception {
        Future<?> last;
        try (RemoteExecutorService closed = pool.asExecutorService()) {
            last = closed.submit(new Touching(file("done")));
        }
        assertThat(last.isDone()).isTrue();
        assertThat(Path.of(file("done"))).exists();
        assertThat(pool.<Integer>apply(() -> 1)).isEqualTo(1);
    }

    @Test
    void anInterruptedCloseBecomesShutdownNowAndKeepsTheInterrupt() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        Future<?> running = executor.submit(new Blocking(file("running"), release));
        Throwable thrown = interrupted(file("running"), () -> {
            executor.close();
            closed.countDown();
            throw new CompletionException("interrupt kept: " + Thread.interrupted(), null);
        });
        assertThat(thrown).hasMessage("interrupt kept: true");
        assertThat(closed.getCount()).isZero();
        assertThat(running.isCancelled()).isTrue();
        assertThat(executor.isTerminated()).isTrue();
    }

    @Test
    void aPoolThatClosesShutsItsExecutorsDown() throws Exception {
        ProcessPool own = newPool();
        RemoteExecutorService first = own.asExecutorService();
        Future<Integer> accepted = first.submit(new Answer(4));
        own.close();
        assertThat(accepted.get()).isEqualTo(4);
        for (RemoteExecutorService view : List.of(first, own.asExecutorService())) {
            assertThat(view.isShutdown()).isTrue();
            assertThat(view.isTerminated()).isTrue();
            assertThat(view.awaitTermination(0, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> view.submit(new Answer(1)))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("is closed");
            view.close();
        }
    }

    @Test
    void aPoolThatIsTerminatedEndsTheTasksOfItsExecutors() throws Exception {
        ProcessPool own = newPool();
        RemoteExecutorService view = own.asExecutorService();
        List<TaskFuture<?>> running = occupy(view);
        Future<Integer> waiting = view.submit(new Answer(4));
        own.terminate();
        for (Future<?> lost : List.of(running.get(0), waiting)) {
            assertThatThrownBy(() -> soon(lost)).hasCauseInstanceOf(PoolClosedException.class);
        }
        assertThat(view.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(view.shutdownNow()).isEmpty();
    }
}
