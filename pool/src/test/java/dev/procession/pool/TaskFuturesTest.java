package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.TaskFutures.Until;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What concurrent.futures pins down for wait and as_completed, and what Java adds. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskFuturesTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(5);

    private final List<TaskFuture.Promise<Integer>> promises = IntStream.range(0, 4)
            .mapToObj(i -> TaskFuture.<Integer>promise(() -> {}))
            .toList();
    private final List<TaskFuture<Integer>> futures =
            promises.stream().map(TaskFuture.Promise::future).toList();

    private static Thread started(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** A wait on another thread, which has begun to watch all futures. */
    private CompletableFuture<Set<TaskFuture<Integer>>> waiting(Until until) {
        return onceWatched(CompletableFuture.supplyAsync(() -> {
            try {
                return TaskFutures.waitFor(futures, LONG, until);
            } catch (InterruptedException e) {
                throw new CompletionException(e);
            }
        }));
    }

    private <T> T onceWatched(T waiting) {
        TaskFuture<Integer> last = futures.get(futures.size() - 1);
        while (last.watchers().count() == 0) {
            Thread.onSpinWait();
        }
        return waiting;
    }

    @Test
    void firstCompletedReturnsWithTheFirst() throws Exception {
        var waiting = waiting(Until.FIRST_COMPLETED);
        promises.get(2).succeed(2);
        assertThat(waiting.get()).containsExactly(futures.get(2));
        assertThat(TaskFutures.waitFor(futures, LONG, Until.FIRST_COMPLETED)).containsExactly(futures.get(2));
    }

    @Test
    void firstExceptionReturnsWithTheFirstFailure() throws Exception {
        var waiting = waiting(Until.FIRST_EXCEPTION);
        promises.get(0).succeed(0);
        futures.get(1).cancel(true);
        promises.get(3).fail(new IllegalStateException());
        assertThat(waiting.get()).containsExactly(futures.get(0), futures.get(1), futures.get(3));
        assertThat(TaskFutures.waitFor(futures, LONG, Until.FIRST_EXCEPTION)).hasSize(3);
    }

    @Test
    void firstExceptionWithoutAnyWaitsForAll() throws Exception {
        var waiting = waiting(Until.FIRST_EXCEPTION);
        futures.get(0).cancel(true);
        promises.subList(1, 4).forEach(promise -> promise.succeed(1));
        assertThat(waiting.get()).hasSize(4);
        assertThat(TaskFutures.waitFor(futures, Until.FIRST_EXCEPTION)).hasSize(4);
    }

    @Test
    void allCompletedWaitsForAllHoweverTheyEnd() throws Exception {
        var waiting = waiting(Until.ALL_COMPLETED);
        promises.get(3).succeed(3);
        promises.get(0).fail(new IllegalStateException());
        futures.get(1).cancel(true);
        futures.get(2).orTimeout(1, TimeUnit.MILLISECONDS);
        assertThat(waiting.get()).containsExactlyElementsOf(futures);
    }

    @Test
    void theLimitReturnsWhatIsDone() throws Exception {
        assertThat(TaskFutures.waitFor(futures, SHORT, Until.FIRST_COMPLETED)).isEmpty();
        promises.get(1).succeed(1);
        assertThat(TaskFutures.waitFor(futures, SHORT, Until.ALL_COMPLETED)).containsExactly(futures.get(1));
        assertThat(TaskFutures.waitFor(futures, Duration.ofSeconds(-1), Until.ALL_COMPLETED))
                .containsExactly(futures.get(1));
    }

    @Test
    void nothingAndDuplicatesAreNoTrouble() throws Exception {
        for (Until until : Until.values()) {
            assertThat(TaskFutures.waitFor(List.<TaskFuture<Integer>>of(), LONG, until))
                    .isEmpty();
        }
        promises.get(0).succeed(1);
        TaskFuture<Integer> done = futures.get(0);
        assertThat(TaskFutures.waitFor(List.of(done, done), LONG, Until.ALL_COMPLETED))
                .containsExactly(done);
        assertThat(TaskFutures.asCompleted(List.of(done, done))).containsExactly(done);
        assertThat(TaskFutures.asCompleted(List.<TaskFuture<Integer>>of())).isEmpty();
    }

    @Test
    void nullsAreRefusedAtOnce() {
        List<TaskFuture<Integer>> withNull = Collections.singletonList(null);
        assertThatNullPointerException().isThrownBy(() -> TaskFutures.waitFor(withNull, LONG, Until.ALL_COMPLETED));
        assertThatNullPointerException().isThrownBy(() -> TaskFutures.waitFor(futures, null, Until.ALL_COMPLETED));
        assertThatNullPointerException().isThrownBy(() -> TaskFutures.waitFor(futures, LONG, null));
        assertThatNullPointerException().isThrownBy(() -> TaskFutures.asCompleted(withNull));
        assertThatNullPointerException().isThrownBy(() -> TaskFutures.asCompleted(null));
        assertThatNullPointerException().isThrownBy(() -> TaskFutures.asCompleted(futures, null));
    }

    @Test
    void anInterruptEndsTheWaitAndNotTheTasks() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread waiter = onceWatched(started(() -> {
            try {
                TaskFutures.waitFor(futures, LONG, Until.ALL_COMPLETED);
            } catch (InterruptedException e) {
                thrown.complete(e);
            }
        }));
        waiter.interrupt();
        assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(futures).noneMatch(TaskFuture::isDone);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> TaskFutures.waitFor(futures, LONG, Until.ALL_COMPLETED))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void asCompletedGivesEachOnceInTheOrderOfCompletion() {
        promises.get(3).succeed(3);
        Iterator<TaskFuture<Integer>> completed =
                TaskFutures.asCompleted(futures).iterator();
        promises.get(2).fail(new IllegalStateException());
        futures.get(0).cancel(true);
        assertThat(completed.next()).isSameAs(futures.get(3));
        assertThat(completed.next()).isSameAs(futures.get(2));
        started(() -> promises.get(1).succeed(1));
        assertThat(completed.next()).isSameAs(futures.get(0));
        assertThat(completed.next()).isSameAs(futures.get(1));
        assertThat(completed.hasNext()).isFalse();
        assertThatThrownBy(completed::next).isInstanceOf(NoSuchElementException.class);
        assertThat(TaskFutures.asCompleted(futures)).containsExactlyElementsOf(futures);
    }

    @Test
    void asCompletedKeepsItsLimitFromTheCallOnAndStillGivesWhatIsDone() {
        Iterator<TaskFuture<Integer>> completed =
                TaskFutures.asCompleted(futures, SHORT).iterator();
        assertThatThrownBy(completed::next)
                .isInstanceOf(CompletionException.class)
                .hasMessage("4 of 4 futures were not done within PT0.005S")
                .hasCauseInstanceOf(TimeoutException.class);
        promises.get(1).succeed(1);
        assertThat(completed.next()).isSameAs(futures.get(1));
        assertThatThrownBy(completed::next).hasMessageStartingWith("3 of 4 futures");
    }

    @Test
    void anInterruptedIterationCanGoOn() {
        Iterator<TaskFuture<Integer>> completed =
                TaskFutures.asCompleted(futures).iterator();
        Thread.currentThread().interrupt();
        assertThatThrownBy(completed::next)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        promises.get(0).succeed(0);
        assertThat(completed.next()).isSameAs(futures.get(0));
    }

    @Test
    void aCallbackThatBlocksHoldsUpNobodyWhoWaits() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        TaskFuture<Integer> future = futures.get(0);
        future.thenRun(() -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        var waiting = waiting(Until.FIRST_COMPLETED);
        Iterator<TaskFuture<Integer>> completed =
                TaskFutures.asCompleted(futures).iterator();
        Thread completer = started(() -> promises.get(0).succeed(1));
        assertThat(waiting.get(30, TimeUnit.SECONDS)).containsExactly(future);
        assertThat(completed.next()).isSameAs(future);
        release.countDown();
        completer.join();
    }

    @Test
    void waitingTenThousandTimesLeavesNothingOnAPendingFuture() throws Exception {
        TaskFuture<Integer> pending = futures.get(0);
        for (int i = 0; i < 10_000; i++) {
            TaskFutures.waitFor(futures, Duration.ZERO, Until.ALL_COMPLETED);
        }
        assertThat(pending.getNumberOfDependents()).isZero();
        assertThat(pending.watchers().count()).isZero();
    }

    @Test
    void iterationsThatAreGivenUpAreForgotten() {
        TaskFuture<Integer> pending = futures.get(1);
        promises.get(0).succeed(0);
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 500; i++) {
                assertThat(TaskFutures.asCompleted(futures).iterator().next()).isSameAs(futures.get(0));
            }
            System.gc();
        }
        assertThat(pending.getNumberOfDependents()).isZero();
        assertThat(pending.watchers().count()).isLessThan(5_000);
    }

    @Test
    void whoWaitsForSeveralSettlesThoseThatAreOffered() throws Exception {
        List<TaskFuture.Promise<Integer>> offered = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            offered.add(TaskFuture.promise(new TaskFuture.Source() {
                @Override
                public void stop() {}

                @Override
                public void takeOver() {
                    offered.forEach(promise -> promise.succeed(7));
                }
            }));
        }
        List<TaskFuture<Integer>> all =
                offered.stream().map(TaskFuture.Promise::future).toList();
        Iterator<TaskFuture<Integer>> completed =
                TaskFutures.asCompleted(all, Duration.ofSeconds(30)).iterator();
        offered.get(1).offer();
        assertThat(completed.next().get()).isEqualTo(7);
        assertThat(TaskFutures.waitFor(all, Duration.ofSeconds(30), Until.ALL_COMPLETED))
                .hasSize(3);
    }

    @Test
    void anIterationHoldsNoFutureThatItHasGiven() {
        List<TaskFuture<Integer>> own = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            TaskFuture.Promise<Integer> promise = TaskFuture.promise(() -> {});
            promise.succeed(i);
            own.add(promise.future());
        }
        Iterator<TaskFuture<Integer>> completed = TaskFutures.asCompleted(own).iterator();
        WeakReference<TaskFuture<Integer>> given = new WeakReference<>(completed.next());
        own.clear();
        while (given.get() != null) {
            System.gc();
        }
        assertThat(completed.hasNext()).isTrue();
    }

    @Test
    void everyFutureComesOnceWhoeverCompletesIt() throws Exception {
        List<TaskFuture.Promise<Integer>> many = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            many.add(TaskFuture.promise(() -> {}));
        }
        List<TaskFuture<Integer>> all =
                many.stream().map(TaskFuture.Promise::future).toList();
        Iterator<TaskFuture<Integer>> completed = TaskFutures.asCompleted(all).iterator();
        Thread[] completers = new Thread[4];
        for (int t = 0; t < completers.length; t++) {
            int from = t;
            completers[t] = started(() -> {
                for (int i = from; i < many.size(); i += 2) {
                    many.get(i).succeed(i);
                }
            });
        }
        List<TaskFuture<Integer>> seen = new ArrayList<>();
        completed.forEachRemaining(future -> {
            assertThat(future.isDone()).isTrue();
            seen.add(future);
        });
        for (Thread completer : completers) {
            completer.join();
        }
        assertThat(seen).hasSize(all.size()).doesNotHaveDuplicates();
        assertThat(Arrays.asList(completers)).noneMatch(Thread::isAlive);
    }
}
