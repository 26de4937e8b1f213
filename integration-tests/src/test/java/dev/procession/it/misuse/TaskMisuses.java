package dev.procession.it.misuse;

import static dev.procession.it.misuse.Misuse.of;
import static dev.procession.it.misuse.Misuse.ofNull;

import dev.procession.core.error.TransportException;
import dev.procession.pool.PoolClosedException;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskContext;
import dev.procession.pool.TaskFutures;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskResults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.Stream;

/** What can be wrong with tasks before they are sent: no worker is needed to say so. */
@SuppressWarnings("NullAway") // what callers without a checker may pass
final class TaskMisuses {
    private static final Class<IllegalArgumentException> ILLEGAL = IllegalArgumentException.class;
    private static final List<Integer> ONE = List.of(1);

    private TaskMisuses() {}

    /**
     * All of them.
     *
     * @param pool open
     */
    static Stream<Misuse> all(ProcessPool pool, Path empty) {
        return Stream.of(
                        options(),
                        keys(),
                        nullFunctions(pool),
                        nullItems(pool),
                        nullLimits(pool),
                        views(pool),
                        executors(pool),
                        closed(),
                        invitations(pool, empty))
                .flatMap(List::stream);
    }

    private static List<Misuse> options() {
        TaskOptions options = TaskOptions.defaults();
        String limit = "more than zero and at most .*; leave it out for tasks without a limit";
        return List.of(
                of("attempts(0)", ILLEGAL, "attempts is 0, the least is 1", () -> TaskOptions.attempts(0)),
                of(
                        "withChunkSize(-1)",
                        ILLEGAL,
                        "chunkSize is -1, the least is 0 \\(automatic\\)",
                        () -> options.withChunkSize(-1)),
                of(
                        "timeout(-5 s)",
                        ILLEGAL,
                        "timeout is PT-5S, .* " + limit,
                        () -> TaskOptions.timeout(Duration.ofSeconds(-5))),
                of("timeout(0 s)", ILLEGAL, "timeout is PT0S, .* " + limit, () -> TaskOptions.timeout(Duration.ZERO)),
                of(
                        "timeout(a thousand years)",
                        ILLEGAL,
                        "timeout is PT8760000H, .* " + limit,
                        () -> TaskOptions.timeout(Duration.ofDays(365_000))),
                of(
                        "withAhead(0, 1)",
                        ILLEGAL,
                        "ahead is 0 items and 1 bytes, the least is 1 of each",
                        () -> options.withAhead(0, 1)),
                of(
                        "withAhead(1, -1)",
                        ILLEGAL,
                        "ahead is 1 items and -1 bytes, the least is 1 of each",
                        () -> options.withAhead(1, -1)),
                ofNull("timeout(null)", "the timeout", () -> TaskOptions.timeout(null)),
                ofNull("key(null)", "the key", () -> TaskOptions.key(null)),
                ofNull(
                        "shardBy(null)",
                        "the function that gives keys",
                        () -> TaskOptions.shardBy((Function<Object, Object>) null)),
                ofNull("onProgress(null)", "the listener for progress", () -> TaskOptions.onProgress(null)),
                ofNull("onCounts(null)", "the listener for counts", () -> TaskOptions.onCounts(null)));
    }

    private static List<Misuse> keys() {
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        return List.of(
                of(
                        "key(an array)",
                        ILLEGAL,
                        "the key is a int\\[\\], whose hashCode is that of Object.*: use a String",
                        () -> TaskOptions.key(new int[1])),
                of(
                        "key(a list that holds an object)",
                        ILLEGAL,
                        "holds a java.lang.Object, whose hashCode.*: use a String",
                        () -> TaskOptions.key(List.of(new Object()))),
                of(
                        "key(a list that holds itself)",
                        ILLEGAL,
                        "holds itself, .*more than 64 levels.*: use something smaller",
                        () -> TaskOptions.key(itself)));
    }

    private static List<Misuse> nullFunctions(ProcessPool pool) {
        return List.of(
                ofNull("apply(null)", "the function", () -> pool.apply(null)),
                ofNull("applyAsync(null, 1)", "the function", () -> pool.applyAsync(null, 1)),
                ofNull("applyAsync(null, 1, 2)", "the function", () -> pool.applyAsync(null, 1, 2)),
                ofNull("runAsync(null)", "the function", () -> pool.runAsync(null)),
                ofNull("map(null, items)", "the function", () -> pool.map(null, ONE)),
                ofNull("starmapAsync(null, items)", "the function", () -> pool.starmapAsync(null, List.of())),
                ofNull("imap(null, items)", "the function", () -> pool.imap(null, ONE)));
    }

    private static List<Misuse> nullItems(ProcessPool pool) {
        String items = "the collection of items";
        return List.of(
                ofNull("map(f, null)", items, () -> pool.map((Integer x) -> x, null)),
                ofNull("mapAsync(f, null)", items, () -> pool.mapAsync((Integer x) -> x, null)),
                ofNull("starmap(f, null)", items, () -> pool.starmap((Integer x, Integer y) -> x, null)),
                ofNull(
                        "imap(f, (Collection) null)",
                        items,
                        () -> pool.imap((Integer x) -> x, (Collection<Integer>) null)),
                ofNull(
                        "imapUnordered(f, (Iterator) null)",
                        "the iterator of items",
                        () -> pool.imapUnordered((Integer x) -> x, (Iterator<Integer>) null)));
    }

    private static List<Misuse> nullLimits(ProcessPool pool) {
        return List.of(
                of("with(null)", NullPointerException.class, "^the task options are null$", () -> pool.with(null)),
                ofNull("join(null)", "the limit", () -> pool.join(null)),
                ofNull(
                        "TaskFuture.await(null)",
                        "the limit",
                        () -> pool.applyAsync(() -> 1).await(null)),
                ofNull(
                        "TaskFuture.get(1, null)",
                        "the unit",
                        () -> pool.applyAsync(() -> 1).get(1, null)),
                ofNull("TaskResults.next(null)", "the limit", () -> next(pool, null)),
                ofNull(
                        "TaskFutures.waitFor(null, until)",
                        "the collection of futures",
                        () -> TaskFutures.waitFor(null, TaskFutures.Until.ALL_COMPLETED)),
                ofNull("TaskFutures.waitFor(futures, null)", "until", () -> TaskFutures.waitFor(List.of(), null)),
                ofNull(
                        "TaskFutures.asCompleted(futures, null)",
                        "the limit",
                        () -> TaskFutures.asCompleted(List.of(), null)),
                of("resize(0)", ILLEGAL, "processes is 0, .* between 1 and 1024", () -> pool.resize(0)),
                of("resize(2, 1)", ILLEGAL, "2, they must lie between 0 and the most, .* 1", () -> pool.resize(2, 1)));
    }

    private static void next(ProcessPool pool, Duration limit) throws Exception {
        try (TaskResults<Integer> results = pool.imap((Integer x) -> x, ONE)) {
            results.next(limit);
        }
    }

    private static List<Misuse> views(ProcessPool pool) {
        return List.of(
                of(
                        "TaskContext.current() outside a task",
                        IllegalStateException.class,
                        "the thread .* runs no task: call TaskContext.current\\(\\) on the thread that runs",
                        TaskContext::current),
                of(
                        "TaskFuture.successful() too early",
                        IllegalStateException.class,
                        "no outcome yet: ask ready\\(\\) first",
                        () -> early()),
                of(
                        "TaskFuture.obtrudeValue",
                        UnsupportedOperationException.class,
                        "final; use complete\\(\\)",
                        () -> pool.applyAsync(() -> 1).obtrudeValue(2)));
    }

    /** With a pool of its own, whose worker is a thread: nobody waits for the task. */
    private static void early() {
        ProcessPool own = ProcessPool.builder().inProcess().processes(1).build();
        try {
            own.runAsync(() -> new CountDownLatch(1).await()).successful();
        } finally {
            own.terminate();
        }
    }

    private static List<Misuse> executors(ProcessPool pool) {
        var executor = pool.asExecutorService();
        var shutDown = pool.asExecutorService();
        shutDown.shutdown();
        String tasks = "the collection of tasks";
        Callable<Integer> here = new Callable<>() {
            @Override
            public Integer call() {
                return 1;
            }
        };
        return List.of(
                ofNull("executor: submit(null)", "the task", () -> executor.submit((Callable<Integer>) null)),
                ofNull("executor: execute(null)", "the task", () -> executor.execute((Runnable) null)),
                ofNull(
                        "executor: invokeAll(null)",
                        tasks,
                        () -> executor.invokeAll((Collection<Callable<Integer>>) null)),
                ofNull("executor: invokeAll(tasks, 1, null)", "the unit", () -> executor.invokeAll(List.of(), 1, null)),
                ofNull(
                        "executor: invokeAny(null)",
                        tasks,
                        () -> executor.invokeAny((Collection<Callable<Integer>>) null)),
                ofNull(
                        "executor: invokeAny(tasks, 1, null)",
                        "the unit",
                        () -> executor.invokeAny(List.of(here), 1, null)),
                ofNull("executor: awaitTermination(1, null)", "the unit", () -> executor.awaitTermination(1, null)),
                of(
                        "executor: invokeAny(no tasks)",
                        ILLEGAL,
                        "was given no tasks, it needs at least one",
                        () -> executor.invokeAny(List.<Callable<Integer>>of())),
                of(
                        "executor: a Callable that is not Serializable",
                        RejectedExecutionException.class,
                        "TaskMisuses\\$1 is not Serializable, .*: declare it as a RemoteCallable",
                        () -> executor.submit(here)),
                of(
                        "executor: submit after shutdown",
                        RejectedExecutionException.class,
                        "was shut down .*; its pool is open, asExecutorService\\(\\) gives another",
                        () -> shutDown.submit(() -> 1)));
    }

    private static List<Misuse> closed() {
        ProcessPool pool = ProcessPool.builder().processes(0, 1).build();
        pool.close();
        Class<PoolClosedException> refused = PoolClosedException.class;
        String words = "pool-\\d+ is closed and accepts no more tasks: build another pool, or";
        return List.of(
                of("closed pool: apply", refused, words, () -> pool.apply(() -> 1)),
                of("closed pool: applyAsync", refused, words, () -> pool.applyAsync((Integer x) -> x, 1)),
                of("closed pool: map", refused, words, () -> pool.map((Integer x) -> x, ONE)),
                of("closed pool: mapAsync", refused, words, () -> pool.mapAsync((Integer x) -> x, ONE)),
                of("closed pool: imap", refused, words, () -> next(pool, Duration.ofSeconds(30))),
                of("closed pool: resize", refused, words, () -> pool.resize(2)),
                of(
                        "closed pool: its executor",
                        RejectedExecutionException.class,
                        words,
                        () -> pool.asExecutorService().submit(() -> 1)));
    }

    private static List<Misuse> invitations(ProcessPool pool, Path empty) {
        Path file = empty.resolve("invitation");
        return List.of(
                of(
                        "invite over pipe",
                        TransportException.class,
                        "tcp:127.0.0.1:0; the socket transport reaches others",
                        () -> pool.invite("tcp:127.0.0.1:0", file)),
                ofNull("invite(null, file)", "the address", () -> pool.invite(null, file)),
                ofNull("invite(address, null)", "the invitation's file", () -> pool.invite("tcp:127.0.0.1:0", null)));
    }
}
