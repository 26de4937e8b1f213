package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.RemoteFunction;
import dev.procession.pool.Args;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.RemoteStackTrace;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskResults;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call of the task API, against real workers. */
@ParameterizedClass
@MethodSource("dev.procession.it.pool.Installed#andInProcess")
class PoolCallsIT {
    @RegisterExtension
    static final SharedPools POOLS = new SharedPools();

    @Parameter
    String transport = "";

    record Point(int x, int y) implements Serializable {
        int sum() {
            return x + y;
        }
    }

    static final class Counter implements RemoteFunction<Integer, Integer> {
        private static final long serialVersionUID = 1L;
        int step = 1;

        @Override
        public Integer apply(Integer argument) {
            return argument + step;
        }
    }

    private ProcessPool pool() {
        return POOLS.of(transport, 2);
    }

    @Test
    void everyShapeOfApplyGivesItsResult() throws Exception {
        int base = 40;
        assertThat(pool().apply(() -> "none")).isEqualTo("none");
        assertThat(pool().<Integer, Integer>apply(x -> x + base, 2)).isEqualTo(42);
        assertThat(pool().<Integer, Integer, Integer>apply(Math::max, 3, 7)).isEqualTo(7);
        assertThat(pool().applyAsync(String::valueOf, 5).get()).isEqualTo("5");
        assertThat(pool().<Integer, Integer, Integer>applyAsync((a, b) -> a * b, 6, 7)
                        .get())
                .isEqualTo(42);
        assertThat(pool().runAsync(() -> {}).get()).isNull();
        assertThat(pool().runAsync((String s) -> {}, "x").get()).isNull();
    }

    @Test
    void nullsAndRecordsTravelBothWays() throws Exception {
        assertThat(pool().<@Nullable String, @Nullable String>apply(s -> s, null))
                .isNull();
        assertThat(pool().<Point, Integer>apply(Point::sum, new Point(2, 3))).isEqualTo(5);
        assertThat(pool().<Integer, Point>apply(x -> new Point(x, x), 4)).isEqualTo(new Point(4, 4));
    }

    @Test
    void mapKeepsTheOrder() throws Exception {
        List<Integer> inputs = IntStream.range(0, 50_000).boxed().toList();
        List<Integer> results = pool().map(x -> -x, inputs);
        assertThat(results).isEqualTo(inputs.stream().map(x -> -x).toList());
        assertThat(pool().map(x -> x, List.of())).isEmpty();
        assertThat(pool().map(Integer::toBinaryString, List.of(1, 2, 3))).containsExactly("1", "10", "11");
        assertThat(pool().mapAsync((Integer x) -> x + 1, inputs).get())
                .hasSize(inputs.size())
                .startsWith(1, 2, 3);
    }

    @Test
    void chunksOfEverySizeGiveTheSame() throws Exception {
        List<Integer> inputs = IntStream.range(0, 1_000).boxed().toList();
        for (int chunk : new int[] {1, 7, 999, 1_000, 5_000}) {
            assertThat(pool().with(TaskOptions.defaults().withChunkSize(chunk)).map((Integer x) -> x * 2, inputs))
                    .isEqualTo(inputs.stream().map(x -> x * 2).toList());
        }
    }

    @Test
    void starmapTakesPairs() throws Exception {
        assertThat(pool().<Integer, Integer, Integer>starmap(Math::max, List.of(Args.of(1, 2), Args.of(4, 3))))
                .containsExactly(2, 4);
        assertThat(pool().<Integer, Integer, Integer>starmapAsync((a, b) -> a - b, List.of(Args.of(1, 2)))
                        .get())
                .containsExactly(-1);
    }

    @Test
    void aFailedMapThrowsTheFirstFailureInInputOrderAfterTheRestHasSettled() throws Exception {
        List<Integer> inputs = IntStream.range(0, 100).boxed().toList();
        assertThatThrownBy(() -> pool().map(
                                x -> {
                                    if (x == 30 || x == 70) {
                                        throw new IllegalArgumentException("item " + x);
                                    }
                                    return x;
                                },
                                inputs))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("item 30 of 100, counted from 0: ")
                .cause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("item 30");
    }

    @Test
    void imapTakesEndlessInputsInBoundedNumber() throws Exception {
        AtomicInteger pulled = new AtomicInteger();
        Iterator<Integer> endless = Stream.generate(pulled::getAndIncrement).iterator();
        try (TaskResults<Integer> results = pool().imap((Integer x) -> x * 3, endless)) {
            for (int i = 0; i < 5_000; i++) {
                assertThat(results.next(Duration.ofSeconds(30))).isEqualTo(i * 3);
            }
        }
        assertThat(pulled.get()).isLessThan(5_000 + 2_000);
    }

    private int pulledFor(TaskOptions options, int taken) throws Exception {
        AtomicInteger pulled = new AtomicInteger();
        Iterator<byte[]> endless = Stream.generate(() -> new byte[pulled.incrementAndGet() > 0 ? 10_000 : 0])
                .iterator();
        try (TaskResults<byte[]> results = pool().with(options).imap((byte[] x) -> x, endless)) {
            for (int i = 0; i < taken; i++) {
                assertThat(results.next(Duration.ofSeconds(30))).hasSize(10_000);
            }
        }
        return pulled.get();
    }

    @Test
    void imapPullsAsFarAheadAsItIsTold() throws Exception {
        assertThat(pulledFor(TaskOptions.defaults().withAhead(10, 1 << 30), 100))
                .isBetween(100, 110);
        assertThat(pulledFor(TaskOptions.defaults().withAhead(1_000, 100_000), 100))
                .isBetween(100, 120);
    }

    @Test
    void imapPullsNoMoreThanItsResultsHaveRoomFor() throws Exception {
        AtomicInteger pulled = new AtomicInteger();
        Iterator<Integer> endless = Stream.generate(pulled::incrementAndGet).iterator();
        TaskOptions options = TaskOptions.defaults().withAhead(1_000, 4 << 20);
        try (TaskResults<byte[]> results = pool().with(options).imap((Integer x) -> new byte[1 << 20], endless)) {
            for (int taken = 1; taken <= 20; taken++) {
                assertThat(results.next(Duration.ofSeconds(30))).hasSize(1 << 20);
                assertThat(pulled.get() - taken)
                        .isLessThanOrEqualTo(4 + pool().statistics().workers().alive());
            }
        }
    }

    @Test
    void imapUnorderedGivesEverythingOnce() {
        List<Integer> inputs = IntStream.range(0, 10_000).boxed().toList();
        Set<Integer> seen = new HashSet<>();
        try (TaskResults<Integer> results = pool().imapUnordered((Integer x) -> x, inputs)) {
            for (Integer result : results) {
                assertThat(seen.add(result)).isTrue();
            }
        }
        assertThat(seen).hasSize(inputs.size());
        assertThat(pool().imap((Integer x) -> x, inputs).stream()
                        .mapToInt(x -> x)
                        .sum())
                .isEqualTo(49_995_000);
    }

    @Test
    void imapGoesOnBehindAFailedItem() throws Exception {
        try (TaskResults<Integer> results = pool().imap((Integer x) -> 10 / x, List.of(1, 0, 2))) {
            assertThat(results.next(Duration.ofSeconds(30))).isEqualTo(10);
            assertThatThrownBy(() -> results.next(Duration.ofSeconds(30)))
                    .hasCauseInstanceOf(ArithmeticException.class);
            Iterator<Integer> rest = results.iterator();
            assertThat(rest.next()).isEqualTo(5);
            assertThat(rest.hasNext()).isFalse();
            assertThatThrownBy(rest::next).isInstanceOf(NoSuchElementException.class);
        }
        Iterator<Integer> failing =
                pool().imap((Integer x) -> 1 / x, List.of(1, 0)).iterator();
        assertThat(failing.next()).isEqualTo(1);
        assertThatThrownBy(failing::next)
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("item 1, counted from 0: java.lang.ArithmeticException");
    }

    @Test
    void imapNextGivesUpAtItsLimitAndCanBeAskedAgain() throws Exception {
        try (TaskResults<String> results = pool().imap(PoolCallsIT::whenFileIsThere, List.of(Signal.fresh()))) {
            assertThatThrownBy(() -> results.next(Duration.ofMillis(20))).isInstanceOf(TimeoutException.class);
            Signal.give();
            assertThat(results.next(Duration.ofSeconds(30))).isEqualTo("there");
        }
    }

    private static String whenFileIsThere(String file) throws Exception {
        Signal.await(file);
        return "there";
    }

    @Test
    void theOriginalExceptionArrivesWithTheRemoteTrace() {
        assertThatThrownBy(() -> pool().apply(x -> Integer.parseInt("no number " + x), 1))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(NumberFormatException.class)
                .satisfies(failure -> {
                    RemoteStackTrace remote = remoteTrace(failure);
                    assertThat(remote.getMessage()).matches("thrown in .*worker-\\d+ \\(pid \\d+\\)");
                    assertThat(remote.trace()).contains("NumberFormatException").contains("PoolCallsIT");
                });
    }

    private static RemoteStackTrace remoteTrace(Throwable failure) {
        assertThat(failure.getSuppressed()).hasSize(1).hasOnlyElementsOfType(RemoteStackTrace.class);
        return (RemoteStackTrace) failure.getSuppressed()[0];
    }

    private static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static int fail(int x) {
        throw new IllegalArgumentException("bad " + x, new IllegalStateException("worse"));
    }

    @Test
    void theRemoteTraceIsPrintedOnce() {
        assertThatThrownBy(() -> pool().apply(PoolCallsIT::fail, 1))
                .satisfies(failure -> assertThat(printed(failure))
                        .containsOnlyOnce("PoolCallsIT.fail(")
                        .containsOnlyOnce("Caused by: java.lang.IllegalStateException: worse")
                        .containsOnlyOnce("thrown in "));
    }

    /** Has no frames of its own. */
    static final class Stackless extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stackless() {
            super("no frames", null, true, false);
        }
    }

    private static int failWithoutFrames(int x) {
        throw new Stackless();
    }

    @Test
    void anExceptionWithoutFramesSaysWhereItWasThrown() {
        assertThatThrownBy(() -> pool().apply(PoolCallsIT::failWithoutFrames, 1))
                .cause()
                .isInstanceOf(Stackless.class)
                .satisfies(failure -> assertThat(remoteTrace(failure).getMessage())
                        .contains("thrown in ")
                        .contains("Stackless: no frames"));
    }

    private static int descend(int x) {
        return descend(x + 1) + 1;
    }

    @Test
    void anErrorThatTheRemoteJvmMadeSaysWhereItWasThrown() {
        assertThatThrownBy(() -> pool().apply(PoolCallsIT::descend, 1))
                .cause()
                .isInstanceOf(StackOverflowError.class)
                .satisfies(
                        failure -> assertThat(remoteTrace(failure).getMessage()).contains("thrown in "));
        assertThatThrownBy(() -> pool().apply(x -> new long[Integer.MAX_VALUE].length, 1))
                .cause()
                .isInstanceOf(OutOfMemoryError.class)
                .satisfies(failure -> assertThat(remoteTrace(failure).worker()).contains("worker-"));
    }

    @Test
    void aMutatedCaptureIsAnotherFunction() throws Exception {
        Counter counter = new Counter();
        assertThat(pool().apply(counter, 1)).isEqualTo(2);
        counter.step = 10;
        assertThat(pool().apply(counter, 1)).isEqualTo(11);
    }

    @Test
    void moreFunctionsThanAWorkerHoldsAllWork() throws Exception {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            int captured = i;
            futures.add(pool().applyAsync((Integer x) -> x + captured, 1));
        }
        for (int i = 0; i < futures.size(); i++) {
            assertThat(futures.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i + 1);
        }
    }

    @Test
    void largeArgumentsAndResultsTravelWhole() throws Exception {
        for (int size : new int[] {60 << 10, (60 << 10) + 1, (64 << 10) - 1, 64 << 10, 1 << 20, 9 << 20}) {
            byte[] bytes = new byte[size];
            Arrays.fill(bytes, (byte) size);
            bytes[size / 2] = 77;
            byte[] back = pool().apply((byte[] b) -> b, bytes);
            assertThat(Arrays.equals(back, bytes)).isTrue();
        }
        List<Integer> sizes = Collections.nCopies(20, 300_000);
        assertThat(pool().map((Integer n) -> new byte[n], sizes)).allMatch(b -> b.length == 300_000);
    }

    @Test
    void callbacksThatBlockOrCallThePoolHoldUpNobody() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        TaskFuture<Integer> first = pool().applyAsync((Integer x) -> x, 1);
        var waiting = first.thenAccept(x -> {
            blocked.countDown();
            awaitQuietly(release);
        });
        var nested = pool().applyAsync((Integer x) -> x, 2).thenApply(x -> {
            try {
                return pool().<Integer, Integer>apply(y -> y + 1, x);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        assertThat(nested.get(30, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(pool().map((Integer x) -> x, List.of(1, 2, 3))).hasSize(3);
        release.countDown();
        waiting.get(30, TimeUnit.SECONDS);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void callbacksThatWaitForEachOtherFinish() throws Exception {
        for (int round = 0; round < 50; round++) {
            CountDownLatch second = new CountDownLatch(1);
            TaskFuture<Integer> a = pool().applyAsync((Integer x) -> x, 1);
            TaskFuture<Integer> b = pool().applyAsync((Integer x) -> x, 2);
            var frees = b.thenAccept(x -> second.countDown());
            var waits = a.thenAccept(x -> awaitQuietly(second));
            waits.get(30, TimeUnit.SECONDS);
            frees.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aCancelledTaskThatRunsIsInterruptedAndTheNextOneIsNot() throws Exception {
        for (int round = 0; round < 10; round++) {
            String started = Signal.fresh();
            TaskFuture<String> running = pool().applyAsync(PoolCallsIT::untilInterrupted, started);
            TaskFuture<Integer> after = pool().applyAsync((Integer x) -> x, round);
            Signal.await(started + ".started");
            running.cancel(true);
            assertThat(after.get(30, TimeUnit.SECONDS)).isEqualTo(round);
            Signal.await(started + ".interrupted");
            assertThat(running).isCancelled();
        }
    }

    private static String untilInterrupted(String signal) throws Exception {
        Signal.giveFile(signal + ".started");
        try {
            new CountDownLatch(1).await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Signal.giveFile(signal + ".interrupted");
        }
        return "ended";
    }

    @Test
    void anInterruptedCallerGivesUpAndItsTaskIsStopped() throws Exception {
        String signal = Signal.fresh();
        Thread caller = new Thread(() -> assertThatThrownBy(() -> pool().apply(PoolCallsIT::untilInterrupted, signal))
                .isInstanceOf(InterruptedException.class));
        caller.start();
        Signal.await(signal + ".started");
        caller.interrupt();
        caller.join(30_000);
        assertThat(caller.isAlive()).isFalse();
        Signal.await(signal + ".interrupted");
    }

    @Test
    void manyThreadsMaySubmitAtOnce() throws Exception {
        List<Thread> threads = new ArrayList<>();
        AtomicInteger good = new AtomicInteger();
        for (int t = 0; t < 8; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 300; i++) {
                    try {
                        good.addAndGet(pool().<Integer, Integer>apply(x -> x >= 0 ? 1 : 0, i));
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join(60_000);
        }
        assertThat(good).hasValue(2_400);
    }
}
