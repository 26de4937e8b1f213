package dev.procession.examples.soak.load;

import dev.procession.pool.RemoteExecutorService;
import dev.procession.pool.TaskCounts;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskResults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/** Calls with more than one result, each taken on a thread that waits for them. */
final class Sequences {
    private Sequences() {}

    /** Also looks whether the last counts have come before the results. */
    static void map(Lane lane, String kind, SplittableRandom random) {
        List<Long> items = Calls.numbers(random, 300);
        lane.callBlocking(
                kind,
                () -> {
                    AtomicReference<TaskCounts> counts =
                            new AtomicReference<>(new TaskCounts(0, 0, OptionalLong.empty()));
                    List<Long> results =
                            lane.pool().with(TaskOptions.onCounts(counts::set)).map(Chores::compute, items);
                    TaskCounts last = Objects.requireNonNull(counts.get());
                    if (last.done() != items.size() || last.failed() != 0) {
                        lane.found(kind, items.size() + " results came, when the last counts were " + last);
                    }
                    return results;
                },
                lane.rightOrLost(Calls.mixed(items)));
    }

    static void imap(Lane lane, String kind, SplittableRandom random) {
        List<Long> items = Calls.numbers(random, 300);
        int taken = random.nextInt(4) == 0 ? random.nextInt(items.size()) : items.size();
        TaskOptions options =
                TaskOptions.defaults().withChunkSize(random.nextInt(20)).withAhead(1 + random.nextInt(200), 1 << 20);
        lane.callBlocking(
                kind,
                () -> {
                    try (TaskResults<Long> results = lane.pool().with(options).imap(Chores::compute, items)) {
                        return take(lane, kind, results, items.subList(0, taken));
                    }
                },
                Expectation.value(""));
    }

    /** In their order, or lost. Says what is wrong, or nothing. */
    private static String take(Lane lane, String kind, TaskResults<Long> results, List<Long> items) throws Exception {
        for (long item : items) {
            Long result = next(lane, kind, results);
            if (result != null && result != Chores.mixed(item)) {
                return "item " + item + " of " + items.size() + " came to " + result;
            }
        }
        return "";
    }

    /** Null if it was lost, for which there was a reason. */
    private static @org.jspecify.annotations.Nullable Long next(Lane lane, String kind, TaskResults<Long> results)
            throws Exception {
        try {
            return results.next(lane.plan().bound());
        } catch (ExecutionException e) {
            if (!lane.victims().explains(Expectation.reason(e))) {
                throw e;
            }
            lane.tally().count(kind + ", items", "lost");
            return null;
        }
    }

    static void imapUnordered(Lane lane, String kind, SplittableRandom random) {
        List<Long> items = Calls.numbers(random, 300);
        TaskOptions options = TaskOptions.defaults().withChunkSize(random.nextInt(20));
        lane.callBlocking(
                kind,
                () -> {
                    List<Long> missing = new ArrayList<>(Calls.mixed(items));
                    int lost = 0;
                    try (TaskResults<Long> results =
                            lane.pool().with(options).imapUnordered(Chores::compute, items.iterator())) {
                        while (results.hasNext()) {
                            Long result = next(lane, kind, results);
                            if (result == null) {
                                lost++;
                            } else if (!missing.remove(result)) {
                                return "a result that nothing has, or a second time: " + result;
                            }
                        }
                    }
                    return missing.size() == lost ? "" : missing.size() + " have no result, " + lost + " were lost";
                },
                Expectation.value(""));
    }

    /** Tasks given to a view that is shut down, or has its tasks taken back. */
    static void executor(Lane lane, String kind, SplittableRandom random) {
        List<Long> items = Calls.numbers(random, 16);
        boolean now = random.nextInt(3) == 0;
        lane.callBlocking(
                kind,
                () -> {
                    List<TaskFuture<Long>> futures = new ArrayList<>();
                    RemoteExecutorService executor = lane.pool().asExecutorService();
                    for (long item : items) {
                        futures.add(executor.submit(() -> Chores.computeAnyway(item)));
                    }
                    if (now) {
                        executor.shutdownNow();
                    }
                    executor.close();
                    return outcomes(lane, kind, items, futures, now);
                },
                Expectation.value(""));
    }

    private static String outcomes(
            Lane lane, String kind, List<Long> items, List<TaskFuture<Long>> futures, boolean mayBeCancelled)
            throws InterruptedException {
        for (int i = 0; i < items.size(); i++) {
            TaskFuture<Long> future = futures.get(i);
            if (!future.isDone()) {
                return "a task is not done in an executor that is closed";
            }
            try {
                long result = future.get();
                if (result != Chores.mixed(items.get(i))) {
                    return "task " + items.get(i) + " came to " + result;
                }
            } catch (CancellationException e) {
                if (!mayBeCancelled) {
                    return "a task was cancelled, and nobody wanted that";
                }
            } catch (ExecutionException e) {
                if (!lane.victims().explains(Expectation.reason(e))) {
                    return "task " + items.get(i) + " came to " + Expectation.reason(e);
                }
                lane.tally().count(kind + ", items", "lost");
            }
        }
        return "";
    }

    /** Tasks of one key run in their order, as long as the pool keeps its size. */
    static void keys(Lane lane, String kind, SplittableRandom random) {
        TaskOptions options = TaskOptions.key(random.nextInt(20));
        long first = random.nextLong();
        int count = 1 + random.nextInt(12);
        lane.callBlocking(
                kind,
                () -> {
                    int resizes = lane.resizes();
                    List<TaskFuture<Chores.Place>> futures = new ArrayList<>();
                    for (int i = 0; i < count; i++) {
                        futures.add(lane.pool().with(options).applyAsync(Chores::place, first + i));
                    }
                    Map<Long, Long> latest = new HashMap<>();
                    for (TaskFuture<Chores.Place> future : futures) {
                        if (isBehind(lane, kind, future, latest) && resizes == lane.resizes()) {
                            return "tasks with the same key ran in another order than they came: " + places(futures);
                        }
                    }
                    return "";
                },
                Expectation.value(""));
    }

    private static List<String> places(List<TaskFuture<Chores.Place>> futures) throws InterruptedException {
        List<String> places = new ArrayList<>();
        for (TaskFuture<Chores.Place> future : futures) {
            future.await(Duration.ofDays(1));
            places.add(future.successful() ? future.join().toString() : "lost");
        }
        return places;
    }

    private static boolean isBehind(Lane lane, String kind, TaskFuture<Chores.Place> future, Map<Long, Long> latest)
            throws Exception {
        if (!future.await(Duration.ofDays(1))) {
            return true;
        }
        try {
            Chores.Place place = future.get();
            Long before = latest.put(place.pid(), place.call());
            return before != null && before >= place.call();
        } catch (ExecutionException e) {
            if (!lane.victims().explains(Expectation.reason(e))) {
                throw e;
            }
            lane.tally().count(kind + ", items", "lost");
            return false;
        }
    }
}
