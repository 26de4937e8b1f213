package dev.procession.examples.soak.load;

import dev.procession.pool.PoolBuilder;
import dev.procession.pool.PoolStatistics;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One transport's pool and what is done to it: one ordeal after the other by chance, with so many calls under way, until its
 * thread finds the gate closed; then it waits for what is under way and rests.
 */
public final class Lane implements Runnable {
    private static final int CALLS_UNDER_WAY = 48;
    private static final long LONGEST_PAUSE_MILLIS = 16;

    /** So seldom does something cost a worker, or more than one. */
    private static final int CALLS_TO_A_BLOW = 100;

    private static final long WORKER_HEAP = 96L << 20;

    private final String transport;
    private final SoakPlan plan;
    private final Auditor auditor;
    private final Gate gate;
    private final Helpers helpers;
    private final Tally tally = new Tally();
    private final Semaphore room = new Semaphore(CALLS_UNDER_WAY);
    private final AtomicInteger resizes = new AtomicInteger();
    private final Victims victims;
    private final Notes notes;
    private final ProcessPool pool;

    /**
     * The threads that all lanes share.
     *
     * @param callers on which blocking calls are made
     * @param timer for what is to happen a little later
     * @param killed the processes that were killed by any lane
     */
    public record Helpers(ExecutorService callers, ScheduledExecutorService timer, Set<Long> killed) {}

    /** Opens the pool. */
    public Lane(String transport, SoakPlan plan, Auditor auditor, Gate gate, Helpers helpers) {
        this.transport = transport;
        this.plan = plan;
        this.auditor = auditor;
        this.gate = gate;
        this.helpers = helpers;
        this.victims = new Victims(helpers.killed());
        this.notes = new Notes();
        this.pool = builder().processes(plan.workers()).maxTasksPerChild(10_000).build();
    }

    /** A builder for pools of this lane. */
    PoolBuilder builder() {
        return ProcessPool.builder()
                .transport(transport)
                .maxHeapBytes(WORKER_HEAP)
                .initializer(Chores::announce)
                .output(victims::heard)
                .onLog(record -> {})
                .cancelGrace(Duration.ofMillis(250))
                .killGrace(Duration.ofMillis(250));
    }

    ProcessPool pool() {
        return pool;
    }

    SoakPlan plan() {
        return plan;
    }

    public String transport() {
        return transport;
    }

    /** Gives the pool another size, while calls are under way. */
    void resize(int fewest, int most) {
        resizes.incrementAndGet();
        pool.resize(fewest, most);
    }

    /** How often that was done. */
    int resizes() {
        return resizes.get();
    }

    Victims victims() {
        return victims;
    }

    /** This result, or a loss if its worker was killed here. */
    <R> Expectation<R> rightOrLost(R expected) {
        return Expectation.value(expected).or("lost", victims::explains);
    }

    /** Something is wrong that no outcome tells. */
    void found(String kind, String what) {
        auditor.found(transport + ", " + kind + ": " + what);
    }

    public Tally tally() {
        return tally;
    }

    Path notes() {
        return notes.file();
    }

    @Override
    public void run() {
        SplittableRandom random = new SplittableRandom(plan.seed() ^ Chores.mixed(transport.hashCode()));
        try {
            boolean goesOn = true;
            while (goesOn) {
                if (gate.isClosed()) {
                    rest();
                    goesOn = gate.pass();
                } else {
                    step(random.split());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            auditor.found(transport + ": the soak itself fails: " + e + " at " + List.of(e.getStackTrace()));
        }
    }

    private void step(SplittableRandom random) throws InterruptedException {
        List<Ordeal> some = random.nextInt(CALLS_TO_A_BLOW) == 0 ? Blows.ALL : Calls.ALL;
        int chance = random.nextInt(some.stream().mapToInt(Ordeal::weight).sum());
        for (Ordeal ordeal : some) {
            chance -= ordeal.weight();
            if (chance < 0) {
                ordeal.deed().to(this, ordeal.kind(), random);
                break;
            }
        }
        Thread.sleep(random.nextLong(LONGEST_PAUSE_MILLIS));
    }

    /** Lets all calls come to their end, and the pool to its size. */
    private void rest() {
        room.acquireUninterruptibly(CALLS_UNDER_WAY);
        room.release(CALLS_UNDER_WAY);
        pool.resize(plan.workers());
        notes.check(transport, tally, auditor);
    }

    /** A call that is judged when its outcome comes. Waits while too many are under way. */
    <R extends @Nullable Object> void give(
            String kind, Supplier<? extends CompletableFuture<R>> call, Expectation<R> expected) {
        room.acquireUninterruptibly();
        Auditor.Case<R> one = auditor.expect(transport, kind, tally);
        CompletableFuture<R> future;
        try {
            future = call.get();
        } catch (RuntimeException e) {
            future = CompletableFuture.failedFuture(e);
        }
        one.of(future, expected, room::release);
    }

    /** The same for calls that block, on a thread of their own. */
    <R extends @Nullable Object> void callBlocking(String kind, Callable<R> call, Expectation<R> expected) {
        give(kind, () -> CompletableFuture.supplyAsync(() -> checked(call), helpers.callers()), expected);
    }

    private static <R extends @Nullable Object> R checked(Callable<R> call) {
        try {
            return call.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    /** Cancels after so many microseconds, unless it is done by then. */
    void cancelLater(TaskFuture<?> future, long micros, String kind) {
        later(micros, () -> {
            boolean won = future.cancel(true);
            if (won != future.isCancelled()) {
                found(kind, "cancel said " + won + ", the future " + future);
            }
        });
    }

    /** Does something after so many microseconds. */
    void later(long micros, Runnable deed) {
        Runnable guarded = () -> {
            try {
                deed.run();
            } catch (RuntimeException e) {
                found("a blow", e.toString());
            }
        };
        ScheduledFuture<?> unused = helpers.timer().schedule(guarded, micros, TimeUnit.MICROSECONDS);
    }

    /** What the pool says of itself, and what the threads of its workers do. */
    public String state() {
        StringBuilder text = new StringBuilder(pool + "\n" + pool.statistics() + "\n");
        for (PoolStatistics.WorkerRow worker : pool.statistics().each()) {
            text.append('\n').append(worker).append('\n').append(WorkerThreads.of(worker.pid()));
        }
        return text.append('\n').toString();
    }

    /** Closes the pool, in the background. */
    public void end() {
        CompletableFuture<String> closing = CompletableFuture.supplyAsync(
                () -> {
                    pool.close();
                    return "";
                },
                helpers.callers());
        auditor.<String>expect(transport, "close", tally).of(closing, Expectation.value(""), notes::remove);
    }

    /** Ends the pool at once. */
    public void abandon() {
        pool.terminate();
        notes.remove();
    }
}
