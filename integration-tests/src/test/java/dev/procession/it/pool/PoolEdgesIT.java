package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.PoolClosedException;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskResults;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Unusual moments: closing inside callbacks, errors while feeding, cancels that race, deaths of idle workers. */
@ParameterizedClass
@MethodSource("dev.procession.it.pool.Installed#transports")
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolEdgesIT {
    @RegisterExtension
    static final SharedPools POOLS = new SharedPools();

    @Parameter
    String transport = "";

    private ProcessPool pool(int processes) {
        return ProcessPool.builder()
                .processes(processes)
                .transport(transport)
                .output(line -> {})
                .build();
    }

    private static boolean block(int seconds) throws InterruptedException {
        return new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
    }

    @Test
    void aCallbackOfAMapMayCloseThePool() throws Exception {
        ProcessPool pool = pool(1);
        pool.mapAsync((Integer x) -> x + 1, List.of(1, 2, 3))
                .thenRun(pool::close)
                .get(60, TimeUnit.SECONDS);
        assertThat(pool.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void anErrorWhileAMapIsFedFailsTheMapAndThePoolCloses() {
        List<Integer> broken = new AbstractList<>() {
            @Override
            public Integer get(int index) {
                if (index == 3) {
                    throw new AssertionError("broken list");
                }
                return index;
            }

            @Override
            public int size() {
                return 10;
            }
        };
        try (ProcessPool pool = pool(1)) {
            assertThatThrownBy(() -> pool.mapAsync((Integer x) -> x, broken).get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(AssertionError.class);
            assertThatThrownBy(() -> pool.map((Integer x) -> x, broken)).hasCauseInstanceOf(AssertionError.class);
        }
    }

    @Test
    void cancelsThatRaceLeaveThePoolInOrder() throws Exception {
        ProcessPool pool = pool(1);
        for (int round = 0; round < 300; round++) {
            TaskFuture<List<Integer>> future = pool.mapAsync((Integer x) -> x, List.of(1, 2, 3));
            Thread other = new Thread(() -> future.cancel(true));
            other.start();
            future.cancel(true);
            other.join();
        }
        TaskFuture<Boolean> last = pool.applyAsync((Integer s) -> !block(s), 1);
        pool.close();
        assertThat(last.isDone() && last.get()).isTrue();
    }

    @Test
    void anInterruptedTerminateStillSettlesEverything() throws Exception {
        for (int round = 0; round < 2; round++) {
            ProcessPool pool = pool(2);
            pool.map((Integer x) -> x, List.of(1, 2));
            List<TaskFuture<Boolean>> futures = Stream.generate(() -> pool.applyAsync((Integer s) -> block(s), 60))
                    .limit(3)
                    .toList();
            Thread ending = new Thread(pool::terminate);
            ending.start();
            ending.interrupt();
            ending.join();
            for (TaskFuture<Boolean> future : futures) {
                assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(PoolClosedException.class);
            }
        }
    }

    @Test
    void idleWorkersThatAreKilledAreReplacedEveryTime() throws Exception {
        ProcessPool pool = POOLS.of(transport, 1);
        for (int kill = 0; kill < 4; kill++) {
            long pid = pool.apply(() -> ProcessHandle.current().pid());
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        assertThat(pool.with(TaskOptions.attempts(5)).<Integer, Integer>apply(x -> x, 7))
                .isEqualTo(7);
    }

    @Test
    void aCaptureAndAnArgumentThatFillAFrameEachGoApart() throws Exception {
        byte[] captured = new byte[200 << 10];
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .transport(transport)
                .maxFrameBytes(1 << 20)
                .build()) {
            byte[] argument = new byte[(1 << 20) - 700];
            assertThat(pool.<byte[], Integer>apply(b -> b.length + captured.length, argument))
                    .isEqualTo(argument.length + captured.length);
        }
    }

    @Test
    void anImapWhosePoolIsClosedSaysSoAndEnds() {
        ProcessPool pool = pool(1);
        Iterator<Integer> endless = Stream.iterate(0, x -> x + 1).iterator();
        TaskResults<Integer> results = pool.imap((Integer x) -> x, endless);
        assertThat(results.iterator().next()).isZero();
        pool.terminate();
        assertThatThrownBy(() -> {
                    while (results.hasNext()) {
                        try {
                            results.next(Duration.ofSeconds(20));
                        } catch (java.util.concurrent.ExecutionException e) {
                            assertThat(e).hasCauseInstanceOf(PoolClosedException.class);
                        }
                    }
                    throw new PoolClosedException("ended");
                })
                .isInstanceOf(PoolClosedException.class);
    }

    @Test
    void closingTheResultsEndsAWaitForThem() throws Exception {
        ProcessPool pool = POOLS.of(transport, 1);
        TaskFuture<Boolean> busy = pool.applyAsync((Integer s) -> block(s), 60);
        TaskResults<Integer> results = pool.imap((Integer x) -> x, List.of(1));
        CountDownLatch ended = new CountDownLatch(1);
        Thread taker = new Thread(() -> {
            assertThatThrownBy(() -> results.next(Duration.ofSeconds(60))).isInstanceOf(NoSuchElementException.class);
            ended.countDown();
        });
        taker.start();
        while (taker.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        results.close();
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        busy.cancel(true);
    }

    @Test
    void aGetDoesNotRunOthersCallbacksAndKeepsItsLimit() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        ProcessPool pool = POOLS.of(transport, 1);
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            TaskFuture<Integer> future = pool.applyAsync((Integer x) -> x, i);
            Thread caller = Thread.currentThread();
            var unused = future.thenAccept(x -> {
                if (Thread.currentThread() != caller) {
                    awaitQuietly(release);
                }
            });
            futures.add(pool.applyAsync((Integer x) -> x, i));
        }
        for (TaskFuture<Integer> future : futures) {
            future.get(30, TimeUnit.SECONDS);
        }
        release.countDown();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(90, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void longLimitsAndOddSizesAreTakenAsTheyAre() throws Exception {
        Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .transport(transport)
                .closeTimeout(forEver)
                .build()) {
            assertThat(pool.applyAsync(() -> 1).await(forEver)).isTrue();
            assertThat(pool.imap((Integer x) -> x, List.of(3)).next(forEver)).isEqualTo(3);
            assertThat(pool.map((Integer x) -> x, Collections.nCopies(3, 5))).isEqualTo(List.of(5, 5, 5));
        }
    }
}
