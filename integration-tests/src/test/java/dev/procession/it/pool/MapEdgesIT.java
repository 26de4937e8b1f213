package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.Args;
import dev.procession.pool.PoolClosedException;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskResults;
import java.time.Duration;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Collections and iterators that lie, throw, block or call back; results that are closed, shared or left alone. */
@ParameterizedClass
@MethodSource("dev.procession.it.pool.Installed#andInProcess")
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MapEdgesIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    static final SharedPools POOLS = new SharedPools();

    @Parameter
    String transport = "";

    private ProcessPool pool(int processes) {
        return Installed.builder(transport)
                .processes(processes)
                .output(line -> {})
                .build();
    }

    private static boolean block(int seconds) throws InterruptedException {
        return new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
    }

    private static <R> R get(TaskFuture<R> future) throws Exception {
        return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Gives what the function gives for 0, 1, …; says that it has as many items as it is told to say. */
    private static <E> Collection<E> collection(int says, int has, IntFunction<E> item) {
        return new AbstractCollection<>() {
            @Override
            public Iterator<E> iterator() {
                return IntStream.range(0, has).mapToObj(item).iterator();
            }

            @Override
            public int size() {
                return says;
            }
        };
    }

    private static <E> E fail(Throwable failure) {
        return MapEdgesIT.<E, RuntimeException>sneak(failure);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // an iterator may throw what it must not
    private static <E, X extends Throwable> E sneak(Throwable failure) throws X {
        throw (X) failure;
    }

    @Test
    void aCollectionThatMiscountsItselfGivesAResultForEachItemOfItsIterator() throws Exception {
        List<Integer> expected = IntStream.range(0, 100).boxed().toList();
        ProcessPool pool = POOLS.of(transport, 2);
        for (int says : new int[] {-1, 0, 1, 99, 101, 5_000, Integer.MAX_VALUE}) {
            Collection<Integer> items = collection(says, 100, i -> i);
            assertThat(pool.map((Integer x) -> x, items)).isEqualTo(expected);
            assertThat(get(pool.mapAsync((Integer x) -> x, items))).isEqualTo(expected);
            assertThat(pool.map((Integer x) -> x, collection(says, 0, i -> i))).isEmpty();
        }
    }

    @Test
    void anIteratorThatThrowsFailsTheMapAtOnceAndStopsWhatWasSubmitted() throws Exception {
        Collection<Integer> items = collection(10, 10, i -> i < 2 ? 60 : fail(new IllegalStateException("broken")));
        ProcessPool pool = POOLS.of(transport, 1);
        var single = pool.with(TaskOptions.defaults().withChunkSize(1));
        assertThatThrownBy(() -> single.map((Integer s) -> block(s), items))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("before all of its items were submitted")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> get(single.mapAsync((Integer s) -> block(s), items)))
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(get(pool.applyAsync((Integer x) -> x, 5))).isEqualTo(5);
    }

    @Test
    void aCollectionThatGivesNoIteratorFailsItsMap() {
        Collection<Integer> items = new AbstractCollection<>() {
            @Override
            public Iterator<Integer> iterator() {
                throw new AssertionError("no iterator");
            }

            @Override
            public int size() {
                return 3;
            }
        };
        ProcessPool pool = POOLS.of(transport, 1);
        assertThatThrownBy(() -> pool.map((Integer x) -> x, items)).hasCauseInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> get(pool.mapAsync((Integer x) -> x, items))).hasCauseInstanceOf(AssertionError.class);
    }

    @Test
    void whatAnIteratorGaveBeforeItThrewIsDeliveredThenItsExceptionThenTheEnd() throws Exception {
        for (Throwable failure : List.of(
                new IllegalStateException("broken"), new AssertionError("broken"), new java.io.IOException("broken"))) {
            Collection<Integer> items = collection(100, 100, i -> i < 25 ? i : fail(failure));
            ProcessPool pool = POOLS.of(transport, 2);
            var tens = pool.with(TaskOptions.defaults().withChunkSize(10));
            assertGives25AndFails(tens.imap((Integer x) -> x, items), failure, true);
            assertGives25AndFails(tens.imapUnordered((Integer x) -> x, items), failure, false);
            assertGives25AndFails(pool.imap((Integer x) -> x, items), failure, true);
        }
    }

    private static void assertGives25AndFails(TaskResults<Integer> results, Throwable failure, boolean ordered)
            throws Exception {
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            assertThat(results.hasNext()).isTrue();
            seen.add(results.next(LIMIT));
        }
        if (!ordered) {
            Collections.sort(seen);
        }
        assertThat(seen).isEqualTo(IntStream.range(0, 25).boxed().toList());
        assertThat(results.hasNext()).isTrue();
        assertThatThrownBy(() -> results.next(LIMIT))
                .satisfies(e -> assertThat(e instanceof ExecutionException ? e.getCause() : e)
                        .isSameAs(failure));
        assertThat(results.hasNext()).isFalse();
        assertThatThrownBy(() -> results.next(LIMIT)).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void terminateFailsAMapWhoseFeederWaitsForRoom() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch waits = new CountDownLatch(4); // three chunks under way, the fourth in the feeder's hands
        ProcessPool pool = pool(1);
        TaskFuture<List<Boolean>> future = pool.with(TaskOptions.defaults().withChunkSize(1))
                .mapAsync((Integer s) -> block(s), collection(100, 100, i -> {
                    taken.incrementAndGet();
                    waits.countDown();
                    return 60;
                }));
        assertThat(waits.await(30, TimeUnit.SECONDS)).isTrue();
        pool.terminate();
        assertThatThrownBy(() -> get(future)).hasCauseInstanceOf(PoolClosedException.class);
        assertThat(taken).hasValue(4);
    }

    @Test
    void closeWaitsForAMapWhoseFeederWaitsForRoom() throws Exception {
        String go = Signal.fresh();
        CountDownLatch waits = new CountDownLatch(4);
        ProcessPool pool = pool(1);
        TaskFuture<List<Integer>> future = pool.with(TaskOptions.defaults().withChunkSize(1))
                .mapAsync(
                        (Integer x) -> {
                            Signal.await(go);
                            return x;
                        },
                        collection(20, 20, i -> {
                            waits.countDown();
                            return i;
                        }));
        assertThat(waits.await(30, TimeUnit.SECONDS)).isTrue();
        Thread closer = new Thread(pool::close);
        closer.start();
        while (closer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        Signal.giveFile(go);
        assertThat(get(future)).isEqualTo(IntStream.range(0, 20).boxed().toList());
        closer.join(20_000);
        assertThat(closer.isAlive()).isFalse();
    }

    @Test
    void aCancelFreesAFeederThatWaitsForRoom() throws Exception {
        CountDownLatch waits = new CountDownLatch(4);
        ProcessPool pool = POOLS.of(transport, 1);
        TaskFuture<List<Boolean>> future = pool.with(TaskOptions.defaults().withChunkSize(1))
                .mapAsync((Integer s) -> block(s), collection(100, 100, i -> {
                    waits.countDown();
                    return 60;
                }));
        assertThat(waits.await(30, TimeUnit.SECONDS)).isTrue();
        future.cancel(true);
        assertThat(get(pool.applyAsync((Integer x) -> x, 5))).isEqualTo(5);
    }

    @Test
    void terminateFailsAMapWhoseIteratorNeverReturns() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ProcessPool pool = pool(1);
        TaskFuture<List<Integer>> future = pool.mapAsync((Integer x) -> x, collection(3, 3, i -> {
            inside.countDown();
            awaitQuietly(release);
            return i;
        }));
        assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
        pool.terminate();
        assertThatThrownBy(() -> get(future)).hasCauseInstanceOf(PoolClosedException.class);
        release.countDown();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(90, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anImapSubmitsAnItemBeforeItAsksForTheNext() throws Exception {
        String ran = Signal.fresh();
        ProcessPool pool = POOLS.of(transport, 1);
        try (TaskResults<Integer> results = pool.imap(
                (Integer x) -> {
                    if (x == 0) {
                        Signal.giveFile(ran);
                    }
                    return x;
                },
                collection(3, 3, i -> {
                    if (i == 1) {
                        Signal.await(ran);
                    }
                    return i;
                }))) {
            for (int i = 0; i < 3; i++) {
                assertThat(results.next(LIMIT)).isEqualTo(i);
            }
        }
    }

    @Test
    void iteratorsMayCallTheirPool() throws Exception {
        ProcessPool pool = POOLS.of(transport, 1);
        IntFunction<Integer> asks = i -> {
            try {
                return pool.<Integer, Integer>apply(x -> x * 2, i);
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        };
        List<Integer> expected = List.of(1, 3, 5, 7, 9);
        assertThat(pool.map((Integer x) -> x + 1, collection(5, 5, asks))).isEqualTo(expected);
        assertThat(get(pool.mapAsync((Integer x) -> x + 1, collection(5, 5, asks))))
                .isEqualTo(expected);
        assertThat(pool.imap((Integer x) -> x + 1, collection(5, 5, asks)).stream())
                .isEqualTo(expected);
    }

    @Test
    void anIteratorThatWaitsForItsOwnFirstResultFailsAndDoesNotHang() throws Exception {
        ProcessPool pool = POOLS.of(transport, 1);
        List<TaskResults<Integer>> own = new ArrayList<>();
        own.add(pool.imap(
                (Integer x) -> x, collection(3, 3, i -> own.get(0).iterator().next())));
        assertThat(own.get(0).hasNext()).isTrue();
        assertThatThrownBy(() -> own.get(0).next(LIMIT)).isInstanceOf(NoSuchElementException.class);
        assertThat(own.get(0).hasNext()).isFalse();
    }

    @Test
    void itemsThatFitAFrameApartButNotTogetherAllArrive() throws Exception {
        List<byte[]> items = Collections.nCopies(20, new byte[300 << 10]);
        try (ProcessPool pool =
                Installed.builder(transport).processes(1).maxFrameBytes(1 << 20).build()) {
            var tens = pool.with(TaskOptions.defaults().withChunkSize(10));
            List<Integer> expected = Collections.nCopies(20, 300 << 10);
            assertThat(tens.imap((byte[] b) -> b.length, items).stream()).isEqualTo(expected);
            assertThat(tens.map((byte[] b) -> b.length, items)).isEqualTo(expected);
        }
    }

    @Test
    void nullItemsArriveAndWrongPairsFailTheirItem() throws Exception {
        ProcessPool pool = POOLS.of(transport, 1);
        List<Integer> items = Arrays.asList(1, null, 3);
        assertThat(pool.map((Integer x) -> x == null ? "null" : "" + x, items)).containsExactly("1", "null", "3");
        assertThat(pool.imap((Integer x) -> x == null ? "null" : "" + x, items).stream())
                .containsExactly("1", "null", "3");
        assertThatThrownBy(() -> pool.starmap((Integer a, Integer b) -> a + b, Arrays.asList(Args.of(1, 2), null)))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("item 1 of 2, counted from 0: ")
                .hasMessageContaining("null");
        @SuppressWarnings({"unchecked", "rawtypes"}) // what a program without generics may do
        Collection<Args<Integer, Integer>> wrong = (Collection) List.of(7);
        assertThatThrownBy(() -> pool.starmap((Integer a, Integer b) -> a + b, wrong))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("item 0 of 1, counted from 0: ")
                .hasMessageContaining("Integer")
                .hasMessageContaining("Args");
    }

    @Test
    void threadsThatShareResultsGetEachOnce() throws Exception {
        List<Integer> expected = IntStream.range(0, 4_000).boxed().toList();
        Queue<Integer> seen = new ConcurrentLinkedQueue<>();
        ProcessPool pool = POOLS.of(transport, 2);
        try (TaskResults<Integer> results = pool.imap((Integer x) -> x, expected)) {
            List<Thread> takers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Thread taker = new Thread(() -> takeAll(results, seen));
                taker.start();
                takers.add(taker);
            }
            for (Thread taker : takers) {
                taker.join(60_000);
                assertThat(taker.isAlive()).isFalse();
            }
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static void takeAll(TaskResults<Integer> results, Queue<Integer> seen) {
        try {
            while (true) {
                seen.add(results.next(LIMIT));
            }
        } catch (NoSuchElementException e) {
            return; // all are taken
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void resultsThatNobodyTakesHoldUpNoClose() throws Exception {
        ProcessPool pool = pool(1);
        TaskResults<Integer> results =
                pool.imap((Integer x) -> x, IntStream.iterate(0, x -> x + 1).iterator());
        assertThat(results.next(LIMIT)).isZero();
        pool.close();
        assertThat(pool.join(Duration.ofSeconds(20))).isTrue();
        int taken = 1;
        while (taken > 0) {
            try {
                assertThat(results.next(LIMIT)).isEqualTo(taken++);
            } catch (PoolClosedException e) {
                taken = -1; // at its place: behind all that was accepted
            }
        }
        assertThat(results.hasNext()).isFalse();
    }

    @Test
    void closedResultsStopTheirTasksAndGiveNothingMore() throws Exception {
        ProcessPool pool = POOLS.of(transport, 1);
        TaskResults<Boolean> results = pool.imap((Integer s) -> block(s), Collections.nCopies(10, 60));
        assertThatThrownBy(() -> results.next(Duration.ofMillis(1)))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        results.close();
        results.close();
        assertThat(results.hasNext()).isFalse();
        assertThatThrownBy(() -> results.next(LIMIT))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("closed");
        assertThat(get(pool.applyAsync((Integer x) -> x, 5))).isEqualTo(5);
    }

    @Test
    void terminateRunsTheCallbacksOfAllOpenFuturesOnNoMoreThreadsThanPromised() throws Exception {
        int promised = 256 + 1; // see TaskFuture: that many may block, and one stands by
        int tasks = 50_000;
        ProcessPool pool = pool(1);
        AtomicInteger runs = new AtomicInteger();
        Queue<String> names = new ConcurrentLinkedQueue<>();
        CountDownLatch blocked = new CountDownLatch(1);
        List<TaskFuture<Boolean>> futures = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(tasks - 1);
        for (int i = 0; i < tasks; i++) {
            TaskFuture<Boolean> future = pool.applyAsync((Integer s) -> block(s), 60);
            boolean first = i == 0;
            var unused = future.whenComplete((value, failure) -> {
                if (first) {
                    awaitQuietly(blocked);
                }
                runs.incrementAndGet();
                names.add(Thread.currentThread().getName());
                done.countDown();
            });
            futures.add(future);
        }
        pool.terminate();
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(runs.get()).isGreaterThanOrEqualTo(tasks - 1);
        blocked.countDown();
        for (TaskFuture<Boolean> future : futures) {
            assertThatThrownBy(() -> get(future)).hasCauseInstanceOf(PoolClosedException.class);
        }
        assertThat(names.stream().distinct().count()).isLessThanOrEqualTo(promised);
    }
}
