package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.procession.core.RemoteCallable;
import dev.procession.core.RemoteFunction;
import dev.procession.core.error.EncodingException;
import dev.procession.pool.Args;
import dev.procession.pool.PoolClosedException;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskResults;
import dev.procession.pool.Tasks;
import dev.procession.pool.WorkerLostException;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What CPython's tests of {@code Pool} and {@code ProcessPoolExecutor} pin down and no other test of ours does. None of it
 * depends on the transport. {@code docs/conformance.md} has the whole list.
 */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolConformanceIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int WORKERS = 2;
    private static final String PROCESSES = "pipe";
    private static final String THREADS = "inProcess";

    /** In a worker: what tasks were given. */
    private static final Queue<WeakReference<Object>> GIVEN = new ConcurrentLinkedQueue<>();

    @RegisterExtension
    static final SharedPools POOLS = new SharedPools();

    private static ProcessPool pool(String kind) {
        return POOLS.of(kind, WORKERS);
    }

    private static <R extends @Nullable Object> R get(TaskFuture<R> future) throws Exception {
        return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static List<Integer> upTo(int length) {
        return IntStream.range(0, length).boxed().toList();
    }

    private static <R extends Comparable<R>> List<R> sorted(TaskResults<R> results) {
        return results.stream().sorted().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {PROCESSES, THREADS})
    void inputsOfEveryLengthAndChunksOfEverySizeGiveAllResultsInOrder(String kind) throws Exception {
        for (int length : new int[] {0, 1, 2, 3, 10, 100}) {
            List<Integer> items = upTo(length);
            List<Integer> expected = items.stream().map(x -> x * x).toList();
            List<Args<Integer, Integer>> pairs =
                    items.stream().map(x -> Args.of(x, x)).toList();
            for (int chunk : new int[] {0, 1, 2, 99, 100, 101}) {
                Tasks tasks = pool(kind).with(TaskOptions.defaults().withChunkSize(chunk));
                assertThat(tasks.map((Integer x) -> x * x, items)).isEqualTo(expected);
                assertThat(get(tasks.mapAsync((Integer x) -> x * x, items))).isEqualTo(expected);
                assertThat(tasks.starmap((Integer a, Integer b) -> a * b, pairs))
                        .isEqualTo(expected);
                assertThat(get(tasks.starmapAsync((Integer a, Integer b) -> a * b, pairs)))
                        .isEqualTo(expected);
                assertGivesAndEnds(tasks.imap((Integer x) -> x * x, items), expected);
                assertThat(sorted(tasks.imapUnordered((Integer x) -> x * x, items)))
                        .isEqualTo(expected);
            }
        }
    }

    private static void assertGivesAndEnds(TaskResults<Integer> results, List<Integer> expected) throws Exception {
        for (Integer value : expected) {
            assertThat(results.next(LIMIT)).isEqualTo(value);
        }
        for (int again = 0; again < 2; again++) {
            assertThat(results.hasNext()).isFalse();
            assertThatThrownBy(() -> results.next(LIMIT)).isInstanceOf(NoSuchElementException.class);
        }
    }

    /** Gives so many items and then throws, though it says that it has more. */
    private static Collection<Integer> failingAfter(int good) {
        return new AbstractCollection<>() {
            @Override
            public Iterator<Integer> iterator() {
                return IntStream.range(0, size())
                        .map(i -> {
                            if (i == good) {
                                throw new IllegalStateException("somebody said when");
                            }
                            return i;
                        })
                        .boxed()
                        .iterator();
            }

            @Override
            public int size() {
                return 20;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {PROCESSES, THREADS})
    void inputsThatFailAtTheFirstAMiddleOrTheLastItemFailTheMapAndEndTheImapThere(String kind) throws Exception {
        for (int good : new int[] {0, 0, 3, 7, 19}) {
            List<Integer> before = upTo(good);
            for (int chunk : new int[] {1, 2, 4}) {
                Tasks tasks = pool(kind).with(TaskOptions.defaults().withChunkSize(chunk));
                assertIsOfTheInputs(catchThrowable(() -> tasks.map((Integer x) -> x, failingAfter(good))));
                assertIsOfTheInputs(catchThrowable(() -> get(tasks.mapAsync((Integer x) -> x, failingAfter(good)))));
                assertThat(takeUntilItFails(tasks.imap((Integer x) -> x, failingAfter(good))))
                        .isEqualTo(before);
                assertThat(takeUntilItFails(tasks.imapUnordered((Integer x) -> x, failingAfter(good))))
                        .containsExactlyInAnyOrderElementsOf(before);
            }
        }
    }

    /** It happened in this process, and does not claim to come from another. */
    private static void assertIsOfTheInputs(Throwable failure) {
        Throwable thrown = failure instanceof ExecutionException ? failure.getCause() : failure;
        assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessage("somebody said when");
        assertThat(thrown.getSuppressed()).isEmpty();
    }

    private static List<Integer> takeUntilItFails(TaskResults<Integer> results) {
        List<Integer> taken = new ArrayList<>();
        assertIsOfTheInputs(catchThrowable(() -> {
            while (true) {
                taken.add(results.next(LIMIT));
            }
        }));
        return taken;
    }

    @ParameterizedTest
    @ValueSource(strings = {PROCESSES, THREADS})
    void aCallbackIsCalledOnceWithTheResultsOrWithTheFailure(String kind) throws Exception {
        Queue<Object> calls = new ConcurrentLinkedQueue<>();
        get(pool(kind).mapAsync(Integer::parseInt, List.of("1", "2")), calls);
        assertThat(calls).containsExactly(List.of(1, 2));
        assertThatThrownBy(() -> get(pool(kind).mapAsync(Integer::parseInt, List.of("1", "a")), calls))
                .hasCauseInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> get(pool(kind).applyAsync(Integer::parseInt, "a"), calls))
                .hasCauseInstanceOf(NumberFormatException.class);
        assertThat(calls).hasSize(3);
        assertThat(calls.stream().skip(1)).hasOnlyElementsOfType(NumberFormatException.class);
    }

    /** Waits for the callback, which notes the result or the failure, and so for the future. */
    private static <R> void get(TaskFuture<R> future, Queue<Object> calls) throws Exception {
        future.whenComplete((value, failure) -> calls.add(failure == null ? value : failure))
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Writes itself or not, as it likes. */
    static final class Reluctant implements Serializable {
        private static final long serialVersionUID = 1L;
        private final boolean travels;

        Reluctant(boolean travels) {
            this.travels = travels;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            if (!travels) {
                throw new IOException("cannot be pickled");
            }
            out.defaultWriteObject();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PROCESSES, THREADS})
    void itemsThatCannotBeEncodedFailAndHangNothing(String kind) throws Exception {
        ProcessPool pool = pool(kind);
        assertThatThrownBy(() -> pool.map((Reluctant x) -> 1, Collections.nCopies(10, new Reluctant(false))))
                .hasCauseInstanceOf(EncodingException.class)
                .hasStackTraceContaining("cannot be pickled");
        assertThatThrownBy(() -> get(pool.mapAsync((Reluctant x) -> 1, List.of(new Reluctant(false)))))
                .hasCauseInstanceOf(EncodingException.class);
        List<Reluctant> mixed = List.of(new Reluctant(true), new Reluctant(false), new Reluctant(true));
        try (TaskResults<Integer> results = pool.imap((Reluctant x) -> 1, mixed)) {
            assertThat(results.next(LIMIT)).isEqualTo(1);
            assertThatThrownBy(() -> results.next(LIMIT)).hasCauseInstanceOf(EncodingException.class);
            assertThat(results.next(LIMIT)).isEqualTo(1);
            assertThat(results.hasNext()).isFalse();
        }
    }

    @Test
    void aTimeoutOfAFunctionIsNotThatOfTheCall() throws Exception {
        try (TaskResults<Integer> results = pool(PROCESSES).imap(PoolConformanceIT::timesOutOnOne, upTo(3))) {
            assertThat(results.next(LIMIT)).isZero();
            assertThatThrownBy(() -> results.next(LIMIT))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
            assertThat(results.next(LIMIT)).isEqualTo(2);
            assertThat(results.hasNext()).isFalse();
        }
    }

    private static int timesOutOnOne(int x) throws TimeoutException {
        if (x == 1) {
            throw new TimeoutException("of the function");
        }
        return x;
    }

    @Test
    void resultsThatCannotBeEncodedCostNoWorker() throws Exception {
        ProcessPool pool = pool(PROCESSES);
        Set<Long> before = pidsOf(pool);
        for (int round = 0; round < 20; round++) {
            assertThatThrownBy(() -> get(pool.applyAsync(() -> new Reluctant(false))))
                    .hasCauseInstanceOf(EncodingException.class)
                    .hasMessageContaining("Reluctant");
        }
        assertThat(pidsOf(pool)).isEqualTo(before);
    }

    /** Of all workers: as many tasks as that run at once, and as many again that wait. */
    private static Set<Long> pidsOf(ProcessPool pool) throws Exception {
        String go = Signal.fresh();
        List<TaskFuture<Long>> futures = new ArrayList<>();
        List<Path> begun = new ArrayList<>();
        for (int i = 0; i < 15 * WORKERS; i++) {
            String mine = go + "-" + i;
            begun.add(Path.of(mine));
            futures.add(pool.applyAsync(() -> {
                Signal.giveFile(mine);
                Signal.await(go);
                return ProcessHandle.current().pid();
            }));
        }
        await().atMost(LIMIT).until(() -> begun.stream().filter(Files::exists).count() >= WORKERS);
        Signal.giveFile(go);
        Set<Long> pids = new TreeSet<>();
        for (TaskFuture<Long> future : futures) {
            pids.add(get(future));
        }
        return pids;
    }

    @Test
    void tasksThatWaitAddNoWorkers() throws Exception {
        assertThat(pidsOf(pool(PROCESSES))).hasSize(WORKERS);
    }

    /** Something to be collected. */
    static final class Counted implements Serializable {
        private static final long serialVersionUID = 1L;

        static Counted noted(Counted given) {
            GIVEN.add(new WeakReference<>(given));
            return given;
        }

        Counted itself() {
            return noted(this);
        }
    }

    @Test
    void argumentsResultsAndFunctionsAreHeldByNobodyOnceTheyAreDoneWith() throws Exception {
        ProcessPool pool = POOLS.of(PROCESSES, 1);
        List<WeakReference<?>> ours = new ArrayList<>();
        callWithCounted(pool, ours);
        await().atMost(LIMIT).until(() -> {
            System.gc();
            return ours.stream().allMatch(reference -> reference.get() == null);
        });
        await().atMost(LIMIT).until(() -> pool.apply(PoolConformanceIT::livingInTheWorker) == 0);
    }

    /** In a method of its own, so that no variable of the test keeps them. */
    private static void callWithCounted(ProcessPool pool, List<WeakReference<?>> ours) throws Exception {
        List<Counted> items =
                IntStream.range(0, 10).mapToObj(i -> new Counted()).toList();
        items.forEach(item -> ours.add(new WeakReference<>(item)));
        pool.map(Counted::noted, items).forEach(result -> ours.add(new WeakReference<>(result)));
        Counted argument = new Counted();
        ours.add(new WeakReference<>(argument));
        ours.add(new WeakReference<>(pool.apply(Counted::noted, argument)));
        Counted bound = new Counted();
        ours.add(new WeakReference<>(bound));
        RemoteCallable<Counted> function = bound::itself;
        ours.add(new WeakReference<>(get(pool.applyAsync(function))));
        TaskResults<Counted> results = pool.imap(Counted::noted, items);
        WeakReference<Counted> first = new WeakReference<>(results.next(LIMIT));
        await().atMost(LIMIT).until(() -> {
            System.gc();
            return first.get() == null;
        });
        results.stream().forEach(result -> ours.add(new WeakReference<>(result)));
    }

    private static int livingInTheWorker() {
        System.gc();
        GIVEN.removeIf(reference -> reference.get() == null);
        return GIVEN.size();
    }

    @ParameterizedTest
    @ValueSource(strings = {PROCESSES, THREADS})
    void aPoolWithoutWorkersEndsAtOnceAndThenRefusesEveryCall(String kind) throws Exception {
        assertThatThrownBy(() -> Installed.builder(kind).processes(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("processes is -1, it must lie between 1 and 1024");
        for (boolean terminated : new boolean[] {false, true}) {
            ProcessPool pool = Installed.builder(kind).processes(0, 1).build();
            if (terminated) {
                pool.terminate();
            } else {
                pool.close();
            }
            assertThat(pool.join(Duration.ZERO)).isTrue();
            calls(pool)
                    .forEach((name, call) -> assertThatThrownBy(call::call)
                            .as(name)
                            .isInstanceOf(PoolClosedException.class)
                            .hasMessageContaining("accepts no more tasks"));
            pool.terminate();
            pool.close();
        }
    }

    private static Map<String, Callable<?>> calls(ProcessPool pool) {
        RemoteFunction<Integer, Integer> function = x -> x;
        List<Integer> items = List.of(1);
        List<Args<Integer, Integer>> pairs = List.of(Args.of(1, 2));
        Map<String, Callable<?>> calls = new LinkedHashMap<>();
        calls.put("apply", () -> pool.apply(function, 1));
        calls.put("applyAsync", () -> pool.applyAsync(function, 1));
        calls.put("runAsync", () -> pool.runAsync(() -> {}));
        calls.put("map", () -> pool.map(function, items));
        calls.put("mapAsync", () -> pool.mapAsync(function, items));
        calls.put("starmap", () -> pool.starmap((Integer a, Integer b) -> a + b, pairs));
        calls.put("starmapAsync", () -> pool.starmapAsync((Integer a, Integer b) -> a + b, pairs));
        calls.put("imap", () -> pool.imap(function, items).next(LIMIT));
        calls.put("imapUnordered", () -> pool.imapUnordered(function, items).next(LIMIT));
        return calls;
    }

    private static int haltsWhen(String go) {
        Signal.await(go);
        Runtime.getRuntime().halt(3);
        return 0;
    }

    @Test
    void aWorkerThatDiesWhileThePoolClosesLosesItsTaskAloneAndHoldsUpNothing() throws Exception {
        String go = Signal.fresh();
        ProcessPool pool = Installed.builder(PROCESSES)
                .processes(1)
                .maxHeapBytes(128L << 20)
                .output(line -> {})
                .build();
        TaskFuture<Integer> dies = pool.applyAsync(PoolConformanceIT::haltsWhen, go);
        TaskFuture<Integer> waits = pool.applyAsync(() -> 7);
        Thread closer = new Thread(pool::close);
        closer.start();
        await().atMost(LIMIT).until(() -> closer.getState() == Thread.State.TIMED_WAITING);
        Signal.giveFile(go);
        assertThatThrownBy(() -> get(dies)).hasCauseInstanceOf(WorkerLostException.class);
        assertThat(get(waits)).isEqualTo(7);
        closer.join(LIMIT.toMillis());
        assertThat(closer.isAlive()).isFalse();
    }
}
