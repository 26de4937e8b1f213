package dev.procession.pool.parent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.RemoteFunction;
import dev.procession.pool.PoolClosedException;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskResults;
import dev.procession.pool.protocol.Shape;
import dev.procession.testkit.LeakGuard;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A pool that cannot rely on its own bookkeeping any more. */
@ExtendWith(LeakGuard.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamagedPoolTest {
    private static final String SAYS = "has ended itself: an error of this JVM, java.lang.StackOverflowError";

    private static final AtomicReference<CountDownLatch> BEGUN = new AtomicReference<>();
    private static final AtomicReference<CountDownLatch> RELEASED = new AtomicReference<>();

    /** Waits until it is interrupted. */
    private static int endless(int number) throws InterruptedException {
        new CountDownLatch(1).await();
        return number;
    }

    private static void strike(ProcessPool pool) {
        ((WorkerPool) pool).engine().damage().cause = new StackOverflowError();
    }

    @Test
    void everythingThatIsOpenFailsAndSaysWhyAndThePoolIsOver() throws Exception {
        ProcessPool pool = ProcessPool.builder().processes(1).inProcess().build();
        try {
            TaskFuture<Integer> running = pool.applyAsync(DamagedPoolTest::endless, 1);
            TaskFuture<Integer> waiting = pool.applyAsync(DamagedPoolTest::endless, 1);
            TaskFuture<List<Integer>> map = pool.mapAsync(DamagedPoolTest::endless, List.of(1, 2));
            CompletableFuture<String> stage = waiting.handle((result, thrown) -> "told");
            try (TaskResults<Integer> results = pool.imap(DamagedPoolTest::endless, List.of(1, 2))) {
                strike(pool);
                for (TaskFuture<?> future : List.of(running, waiting, map)) {
                    assertThatThrownBy(() -> future.get(30, TimeUnit.SECONDS))
                            .isInstanceOf(ExecutionException.class)
                            .hasMessageContaining(SAYS)
                            .hasCauseInstanceOf(PoolClosedException.class)
                            .hasRootCauseInstanceOf(StackOverflowError.class);
                }
                assertThat(stage.get(30, TimeUnit.SECONDS)).isEqualTo("told");
                assertThatThrownBy(() -> results.next(Duration.ofSeconds(30))).hasMessageContaining(SAYS);
            }
            assertThat(pool.join(Duration.ofSeconds(30))).isTrue();
            assertThatThrownBy(() -> pool.apply(DamagedPoolTest::endless, 1))
                    .isInstanceOf(PoolClosedException.class)
                    .hasMessageContaining(SAYS);
        } finally {
            pool.close();
        }
    }

    @Test
    void aTaskThatIsNowhereFailsToo() throws Exception {
        ProcessPool pool = ProcessPool.builder().processes(1).inProcess().build();
        try {
            TaskFuture<Integer> lost = lose(((WorkerPool) pool).engine());
            strike(pool);
            assertThatThrownBy(() -> lost.get(30, TimeUnit.SECONDS)).hasMessageContaining(SAYS);
        } finally {
            pool.close();
        }
    }

    @Test
    void anExecutorThatIsToldThatNobodyHearsOfItsTasksAnyMoreIsTerminated() throws Exception {
        ProcessPool pool = ProcessPool.builder().processes(1).inProcess().build();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        BEGUN.set(begun);
        RELEASED.set(released);
        try {
            PoolExecutor executor = (PoolExecutor) pool.asExecutorService();
            Future<?> stubborn = executor.submit(DamagedPoolTest::stubborn);
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            executor.shutdown();
            assertThat(stubborn.cancel(false)).isTrue();
            assertThat(executor.awaitTermination(0, TimeUnit.SECONDS))
                    .as("it runs")
                    .isFalse();
            executor.endAll();
            assertThat(executor.awaitTermination(0, TimeUnit.SECONDS)).isTrue();
        } finally {
            released.countDown();
            pool.close();
        }
    }

    /** Heeds no interrupt. */
    private static int stubborn() {
        BEGUN.get().countDown();
        boolean waiting = true;
        while (waiting) {
            try {
                RELEASED.get().await();
                waiting = false;
            } catch (InterruptedException e) {
                // Goes on.
            }
        }
        return 1;
    }

    /** A task that was accepted, and that nobody has any more. */
    private static TaskFuture<Integer> lose(PoolEngine engine) {
        FutureSink<Integer> sink = new FutureSink<>(engine.completions(), engine.tally()) {
            @Override
            public boolean isWanted() {
                return false;
            }

            @Override
            public void dropped(int firstIndex, int items) {
                // Nobody hears of it.
            }
        };
        PackedFunction function = engine.packer().function((RemoteFunction<Integer, Integer>) DamagedPoolTest::endless);
        engine.dispatcher()
                .submit(new PendingTask(
                        function, Shape.FUNCTION, engine.packer().arguments(1), 1, sink, 0, TaskTerms.DEFAULTS));
        assertThat(sink.future()).isNotDone();
        return sink.future();
    }
}
