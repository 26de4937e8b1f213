package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskContext;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.WorkerLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tasks that end about when their time is up, or when they are cancelled, or when their worker is killed. Each future
 * settles once, and no other task is hit. {@code -Dprocession.test.races=20000} makes more of them.
 */
@ParameterizedClass
@MethodSource("dev.procession.it.pool.Installed#transports")
@Timeout(value = 110, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StopRacesChaosIT {
    private static final int RACES = Integer.getInteger("procession.test.races", 300);
    private static final int AT_ONCE = 24;
    private static final Duration LIMIT = Duration.ofMillis(4);

    @Parameter
    String transport = "";

    private final SplittableRandom random = new SplittableRandom(RACES);
    private final AtomicInteger settlements = new AtomicInteger();
    private final List<TaskFuture<Integer>> racing = new ArrayList<>();
    private final List<TaskFuture<Integer>> others = new ArrayList<>();
    private int races;

    private ProcessPool pool() {
        return ProcessPool.builder()
                .processes(2)
                .transport(transport)
                .output(line -> {})
                .cancelGrace(Duration.ofMillis(250))
                .killGrace(Duration.ofMillis(250))
                .build();
    }

    /** Runs for so long, whatever happens; or until it is told to stop. */
    private static int runs(int micros, boolean heeds) {
        TaskContext context = TaskContext.current();
        long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
        while (System.nanoTime() < end && !(heeds && context.isCancelled())) {
            Thread.onSpinWait();
        }
        return micros;
    }

    /** What must never be hit: finds out whether it was. */
    private static int witness(int number) {
        TaskContext context = TaskContext.current();
        long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(50);
        do {
            if (Thread.currentThread().isInterrupted() || context.isCancelled()) {
                throw new IllegalStateException("meant for another task");
            }
        } while (System.nanoTime() < end);
        return number;
    }

    private void race(ProcessPool pool, boolean stubborn) {
        int micros = stubborn ? 10_000_000 : random.nextInt(1_000, 7_000);
        boolean heeds = random.nextInt(4) == 0;
        boolean timed = random.nextBoolean();
        var tasks = timed ? pool.with(TaskOptions.timeout(LIMIT)) : pool;
        TaskFuture<Integer> future = tasks.applyAsync((Integer us) -> runs(us, heeds), micros);
        future.whenComplete((value, failure) -> settlements.incrementAndGet());
        racing.add(future);
        others.add(pool.applyAsync((Integer x) -> witness(x), others.size()));
        if (stubborn && !timed || random.nextInt(3) == 0) {
            future.orTimeout(random.nextInt(1_000, 8_000), TimeUnit.MICROSECONDS);
        }
        if (++races % AT_ONCE == 0) {
            racing.forEach(StopRacesChaosIT::settled);
        }
    }

    /** Waits for an outcome; returns what it is. */
    private static String settled(TaskFuture<Integer> future) {
        try {
            future.get(60, TimeUnit.SECONDS);
            return "result";
        } catch (ExecutionException e) {
            return e.getCause().getClass().getSimpleName();
        } catch (CancellationException e) {
            return "CancellationException";
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError("a task has no outcome", e);
        }
    }

    private List<String> outcomes(List<TaskFuture<Integer>> futures) {
        return futures.stream().map(StopRacesChaosIT::settled).toList();
    }

    @Test
    void whoeverWinsEachFutureSettlesOnceAndNoOtherTaskIsHit() {
        try (ProcessPool pool = pool()) {
            while (races < RACES) {
                race(pool, races % (RACES / 6) == 17);
            }
            assertThat(outcomes(racing))
                    .containsOnly("result", TaskTimeoutException.class.getSimpleName(), "TimeoutException")
                    .contains("result", TaskTimeoutException.class.getSimpleName(), "TimeoutException");
            for (int i = 0; i < others.size(); i++) {
                assertThat(others.get(i).join()).isEqualTo(i);
            }
        }
        assertThat(settlements).hasValue(racing.size());
    }

    @Test
    void withWorkersThatAreKilledToo() throws Exception {
        try (ProcessPool pool = pool()) {
            for (int kill = 0; kill < Math.max(2, RACES / 100); kill++) {
                long victim = pool.apply(() -> ProcessHandle.current().pid());
                int until = races + AT_ONCE;
                while (races < until) {
                    race(pool, false);
                    if (races == until - AT_ONCE / 2) {
                        ProcessHandle.of(victim).ifPresent(ProcessHandle::destroyForcibly);
                    }
                }
            }
            assertThat(outcomes(racing))
                    .isSubsetOf(
                            "result",
                            TaskTimeoutException.class.getSimpleName(),
                            WorkerLostException.class.getSimpleName(),
                            "TimeoutException");
            assertThat(outcomes(others)).isSubsetOf("result", WorkerLostException.class.getSimpleName());
            assertThat(outcomes(others).stream().filter("result"::equals).count())
                    .isGreaterThanOrEqualTo(others.size() - Math.max(2, RACES / 100));
        }
        assertThat(settlements).hasValue(racing.size());
    }
}
