package dev.procession.examples.soak.load;

import dev.procession.pool.PoolBuilder;
import dev.procession.pool.PoolClosedException;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.WorkerLostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What costs workers. */
final class Blows {
    static final List<Ordeal> ALL = List.of(
            new Ordeal("kill -9", 8, Blows::kill),
            new Ordeal("kill -9 of all", 1, Blows::killAll),
            new Ordeal("kill -9 at the start", 2, Blows::killStarting),
            new Ordeal("resize", 3, Blows::resize),
            new Ordeal("exits", 2, Blows::exit),
            new Ordeal("halts", 2, Blows::halt),
            new Ordeal("out of memory", 2, Blows::exhaust),
            new Ordeal("cancelled, heeds nothing", 3, Blows::cancelStubborn),
            new Ordeal("out of time, heeds nothing", 3, Blows::outOfTimeStubborn),
            new Ordeal("pool opened and closed", 2, Blows::secondPool));

    /** Longer than anything waits for it. */
    private static final long STUBBORN_MILLIS = 3_600_000;

    private static final boolean TELLS_MEMORY = Files.exists(Path.of("/proc/self/status"));

    private Blows() {}

    private static void kill(Lane lane, String kind, SplittableRandom random) {
        lane.tally().count(kind, lane.victims().kill(random).isPresent() ? "killed" : "nobody there");
    }

    private static void killAll(Lane lane, String kind, SplittableRandom random) {
        for (int i = 0; i < lane.plan().workers(); i++) {
            kill(lane, kind, random);
        }
    }

    /** A worker has to be about to start: one is killed, then its successor. */
    private static void killStarting(Lane lane, String kind, SplittableRandom random) {
        kill(lane, kind, random);
        lane.later(
                random.nextInt(200_000),
                () -> lane.tally()
                        .count(kind, lane.victims().killStranger(random).isPresent() ? "killed" : "nobody there"));
    }

    private static void resize(Lane lane, String kind, SplittableRandom random) {
        int most = 1 + random.nextInt(lane.plan().workers() + 1);
        lane.resize(random.nextInt(most + 1), most);
        lane.tally().count(kind, "done");
    }

    private static void exit(Lane lane, String kind, SplittableRandom random) {
        int status = 1 + random.nextInt(100);
        lane.give(kind, () -> lane.pool().applyAsync(Chores::exit, status), ended(lane, status));
    }

    private static void halt(Lane lane, String kind, SplittableRandom random) {
        int status = 1 + random.nextInt(100);
        lane.give(kind, () -> lane.pool().applyAsync(Chores::halt, status), ended(lane, status));
    }

    private static Expectation<Long> ended(Lane lane, int status) {
        return Expectation.<Long>failure(
                        "lost as told",
                        failure -> failure instanceof WorkerLostException lost
                                && lost.certificate().reason().contains("exit code " + status))
                .or("lost", lane.victims()::explains);
    }

    private static void exhaust(Lane lane, String kind, SplittableRandom random) {
        lane.give(
                kind,
                () -> lane.pool().applyAsync(Chores::exhaust, random.nextInt()),
                Expectation.<Long>failure("out of memory", failure -> failure instanceof OutOfMemoryError)
                        .or("lost", lane.victims()::explains));
    }

    private static void cancelStubborn(Lane lane, String kind, SplittableRandom random) {
        TaskFuture<Long> future = lane.pool().applyAsync(Chores::persist, STUBBORN_MILLIS);
        Expectation<Long> cancelled =
                lane.rightOrLost(Chores.mixed(STUBBORN_MILLIS)).orCancelled();
        lane.give(kind, () -> future, cancelled);
        lane.cancelLater(future, random.nextInt(500_000), kind);
    }

    private static void outOfTimeStubborn(Lane lane, String kind, SplittableRandom random) {
        TaskOptions options = TaskOptions.timeout(Duration.ofMillis(20 + random.nextInt(300)));
        lane.give(
                kind,
                () -> lane.pool().with(options).applyAsync(Chores::persist, STUBBORN_MILLIS),
                Expectation.<Long>failure("out of time", failure -> failure instanceof TaskTimeoutException)
                        .or("lost", lane.victims()::explains));
    }

    /** Another pool beside, with turnover of its own, that is closed or ended in the middle of its work. */
    private static void secondPool(Lane lane, String kind, SplittableRandom random) {
        PoolBuilder builder = lane.builder()
                .processes(random.nextInt(2), 1 + random.nextInt(2))
                .spares(random.nextInt(2))
                .maxTasksPerChild(5 + random.nextInt(40));
        if (TELLS_MEMORY) {
            builder.recycleAbove((100L + random.nextInt(100)) << 20);
        }
        boolean ends = random.nextBoolean();
        long pause = random.nextLong(500);
        List<Long> items = Calls.numbers(random, 60);
        lane.callBlocking(
                kind,
                () -> {
                    List<TaskFuture<Long>> futures = new ArrayList<>();
                    try (ProcessPool pool = builder.build()) {
                        for (long item : items) {
                            futures.add(pool.applyAsync(Chores::compute, item));
                        }
                        if (ends) {
                            pool.join(Duration.ofMillis(pause));
                            pool.terminate();
                        }
                    }
                    return outcomes(lane, kind, items, futures, ends);
                },
                Expectation.value(""));
    }

    private static String outcomes(
            Lane lane, String kind, List<Long> items, List<TaskFuture<Long>> futures, boolean ended) throws Exception {
        Predicate<Throwable> closed = failure -> ended && failure instanceof PoolClosedException;
        for (int i = 0; i < items.size(); i++) {
            try {
                long result = futures.get(i).get(1, TimeUnit.MINUTES);
                if (result != Chores.mixed(items.get(i))) {
                    return "task " + items.get(i) + " came to " + result;
                }
            } catch (ExecutionException e) {
                Throwable reason = Expectation.reason(e);
                if (!closed.test(reason) && !lane.victims().explains(reason)) {
                    return "task " + items.get(i) + " came to " + reason;
                }
                lane.tally().count(kind + ", items", closed.test(reason) ? "pool ended" : "lost");
            }
        }
        return "";
    }
}
