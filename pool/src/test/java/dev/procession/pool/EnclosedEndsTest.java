package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.connection.Connection;
import dev.procession.core.connection.Pipe;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.EndOfStreamException;
import dev.procession.testkit.LeakGuard;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Ends of connections that are sent with tasks which never take them: their peers are told. The workers are threads; what
 * travels is the same.
 */
@ExtendWith(LeakGuard.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EnclosedEndsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    // Shared with the tasks, as statics are in such a pool.
    private static final AtomicReference<Connection<String>> KEPT = new AtomicReference<>();
    private static volatile CountDownLatch running = new CountDownLatch(1);

    private final Pipe<String> pipe = Pipe.open();

    @BeforeEach
    void noneRuns() {
        running = new CountDownLatch(1);
    }

    private static ProcessPool pool() {
        return ProcessPool.builder().processes(1).inProcess().build();
    }

    private static void hang() throws InterruptedException {
        running.countDown();
        new CountDownLatch(1).await();
    }

    /** A pool whose worker has something else to do. */
    private static ProcessPool busyPool() throws InterruptedException {
        ProcessPool pool = pool();
        TaskFuture<?> unused = pool.runAsync(EnclosedEndsTest::hang);
        running.await();
        return pool;
    }

    private static String take(Connection<String> end) throws Exception {
        return end.receive();
    }

    private static void greet(Connection<String> end) {
        try {
            end.send("run by somebody else");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void assertItsPeerIsTold() throws InterruptedException {
        assertThat(pipe.first().poll(LIMIT)).as("told").isTrue();
        assertThatThrownBy(pipe.first()::receive)
                .isInstanceOf(EndOfStreamException.class)
                .hasMessageContaining("the task of a pool to which it was sent has ended, or was dropped, before it had"
                        + " taken it");
        pipe.close();
    }

    private void assertItIsBack() throws Exception {
        pipe.first().send("still here");
        assertThat(pipe.second().receive()).isEqualTo("still here");
        pipe.close();
    }

    @Test
    void aTaskThatIsCancelledBeforeItStarts() throws Exception {
        ProcessPool pool = busyPool();
        pool.applyAsync(EnclosedEndsTest::take, pipe.second()).cancel(true);
        assertItsPeerIsTold();
        pool.terminate();
    }

    @Test
    void aTaskWhosePoolIsTerminated() throws Exception {
        ProcessPool pool = busyPool();
        TaskFuture<String> never = pool.applyAsync(EnclosedEndsTest::take, pipe.second());
        pool.terminate();
        assertThat(never).isCompletedExceptionally();
        assertItsPeerIsTold();
    }

    /** Cannot be received. */
    static final class Unreceivable implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws InvalidObjectException {
            throw new InvalidObjectException("on purpose");
        }
    }

    @Test
    void aTaskWhoseArgumentCannotBeDecoded() throws InterruptedException {
        List<Object> argument = new ArrayList<>(List.of(new Unreceivable(), pipe.second()));
        try (ProcessPool pool = pool()) {
            assertThatThrownBy(() -> pool.apply((List<Object> any) -> any.size(), argument))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("on purpose");
            assertItsPeerIsTold();
        }
    }

    @Test
    void anItemOfAMapOrAnImapThatNobodyWantsAnyMore() throws Exception {
        ProcessPool pool = busyPool();
        try (Pipe<String> other = Pipe.open()) {
            TaskFuture<List<String>> map =
                    pool.mapAsync(EnclosedEndsTest::take, List.of(other.second(), other.first()));
            while (pool.statistics().tasks().submitted() < 2) {
                Thread.onSpinWait(); // within the class's time-out
            }
            map.cancel(true);
            TaskResults<String> results =
                    pool.imap(EnclosedEndsTest::take, List.of(pipe.second()).iterator());
            assertThatThrownBy(() -> results.next(Duration.ofMillis(1)))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            results.close();
            assertItsPeerIsTold();
        }
        pool.terminate();
    }

    @Test
    void whatWasNotSentIsBack() throws Exception {
        ProcessPool pool = pool();
        assertThatThrownBy(() ->
                        pool.applyAsync((Connection<String> end, Object any) -> take(end), pipe.second(), new Object()))
                .isInstanceOf(EncodingException.class);
        pool.close();
        assertThatThrownBy(() -> pool.applyAsync(EnclosedEndsTest::take, pipe.second()))
                .isInstanceOf(PoolClosedException.class);
        assertItIsBack();
    }

    @Test
    void aTaskThatAnExecutorHandsBackHasItsEnd() throws Exception {
        ProcessPool pool = busyPool();
        RemoteExecutorService executor = pool.asExecutorService();
        Connection<String> end = pipe.second();
        RemoteExecutorService.Task task = () -> greet(end);
        executor.execute(task);
        List<Runnable> back = executor.shutdownNow();
        assertThat(back).containsExactly(task);
        back.get(0).run();
        assertThat(pipe.first().receive()).isEqualTo("run by somebody else");
        pipe.close();
        pool.terminate();
    }

    @Test
    void anEndThatWasTakenOutlivesItsTask() throws Exception {
        try (ProcessPool pool = pool()) {
            pool.runAsync((Connection<String> end) -> KEPT.set(end), pipe.second())
                    .get(30, TimeUnit.SECONDS);
            pipe.first().send("afterwards");
            try (Connection<String> kept = KEPT.getAndSet(null)) {
                assertThat(kept.receive()).isEqualTo("afterwards");
            }
        }
        pipe.close();
    }
}
