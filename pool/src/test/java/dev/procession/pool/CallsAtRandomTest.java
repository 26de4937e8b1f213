package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Bursts of calls of all kinds, each followed by silence: what the next call would set going again must not stand still. By
 * threads, where a burst costs no more than its tasks; {@code -Dprocession.test.rounds} sets how many there are, and
 * {@code -Dprocession.test.seed} what they are.
 */
@ExtendWith(LeakGuard.class)
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CallsAtRandomTest {
    private static final int ROUNDS = Integer.getInteger("procession.test.rounds", 60);
    private static final long SEED = Long.getLong("procession.test.seed", System.nanoTime());
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ProcessPool pool =
            ProcessPool.builder().processes(2).inProcess().build();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

    @AfterEach
    void close() {
        timer.shutdownNow();
        pool.terminate();
    }

    private static int work(int micros) {
        long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        return micros;
    }

    private static int nap(int millis) throws InterruptedException {
        return new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS) ? 0 : millis;
    }

    @Test
    void allOfABurstComesToItsEndThoughNothingFollowsIt() throws Exception {
        SplittableRandom seeds = new SplittableRandom(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            SplittableRandom random = seeds.split();
            List<CompletableFuture<?>> ends = new ArrayList<>();
            int calls = 1 + random.nextInt(40);
            for (int i = 0; i < calls; i++) {
                TaskFuture<?> future = call(random, pool.with(options(random)));
                ends.add(future.handle((result, failure) -> true));
                giveUpPerhaps(random, future);
                if (random.nextInt(200) == 0) {
                    pool.resize(1 + random.nextInt(3));
                }
            }
            awaitAll(ends, round);
        }
    }

    private static TaskOptions options(SplittableRandom random) {
        return switch (random.nextInt(10)) {
            case 0 -> TaskOptions.priority(random.nextInt(-3, 4));
            case 1 -> TaskOptions.key(random.nextInt(4));
            case 2 -> TaskOptions.timeout(Duration.ofMillis(1 + random.nextInt(20)));
            case 3 -> TaskOptions.priority(random.nextInt(-3, 4)).withKey(random.nextInt(4));
            default -> TaskOptions.defaults();
        };
    }

    private static TaskFuture<?> call(SplittableRandom random, Tasks tasks) {
        int micros = random.nextInt(4) == 0 ? random.nextInt(2_000) : random.nextInt(60);
        return switch (random.nextInt(6)) {
            case 0 -> tasks.applyAsync((Integer millis) -> nap(millis), random.nextInt(8));
            case 1 -> tasks.mapAsync((Integer each) -> work(each), items(random));
            case 2 -> tasks.applyAsync((Integer bytes) -> new byte[bytes], random.nextInt(200_000));
            default -> tasks.applyAsync((Integer each) -> work(each), micros);
        };
    }

    private static List<Integer> items(SplittableRandom random) {
        return random.ints(random.nextInt(200), 0, 1_000)
                .map(micros -> micros < 990 ? micros % 30 : 1_000)
                .boxed()
                .toList();
    }

    private void giveUpPerhaps(SplittableRandom random, TaskFuture<?> future) {
        switch (random.nextInt(8)) {
            case 0 -> future.cancel(true);
            case 1 -> timer.schedule(() -> future.cancel(true), random.nextInt(5_000), TimeUnit.MICROSECONDS);
            default -> {}
        }
    }

    private void awaitAll(List<CompletableFuture<?>> ends, int round) throws Exception {
        @Nullable TimeoutException late = null;
        try {
            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            late = e;
        }
        assertThat(late)
                .as("round %d of seed %d stands still: %s", round, SEED, pool.statistics())
                .isNull();
        await().atMost(PATIENCE).untilAsserted(() -> {
            PoolStatistics.TaskTotals tasks = pool.statistics().tasks();
            assertThat(tasks.waiting()).as("of %s", tasks).isZero();
            assertThat(tasks.running()).as("of %s", tasks).isZero();
        });
    }
}
