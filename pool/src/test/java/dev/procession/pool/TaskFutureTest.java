package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TaskFutureTest {
    private final Semaphore stops = new Semaphore(0);
    private final AtomicInteger helps = new AtomicInteger();
    private final Semaphore takeOvers = new Semaphore(0);
    private final TaskFuture.Promise<String> promise = TaskFuture.promise(new TaskFuture.Source() {
        @Override
        public void stop() {
            stops.release();
        }

        @Override
        public void help() {
            helps.incrementAndGet();
        }

        @Override
        public void takeOver() {
            promise.succeed("taken over by " + Thread.currentThread().getName());
            takeOvers.release();
        }
    });
    private final TaskFuture<String> future = promise.future();

    /** The completing thread stops the task after it has completed the future. */
    private void assertStoppedOnce() throws InterruptedException {
        assertThat(stops.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        assertThat(stops.availablePermits()).isZero();
    }

    @Test
    void theOutcomeSettlesOnceAndStopsNothing() throws Exception {
        assertThat(promise.succeed("yes")).isTrue();
        assertThat(promise.fail(new IllegalStateException())).isFalse();
        assertThat(future.get()).isEqualTo("yes");
        assertThat(future.successful()).isTrue();
        assertThat(stops.availablePermits()).isZero();
    }

    @Test
    void aFailureIsTheCause() {
        promise.fail(new IllegalStateException("no"));
        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(future.successful()).isFalse();
    }

    @Test
    void everyCompletionByTheHolderStopsTheTaskOnce() throws InterruptedException {
        future.complete("mine");
        future.complete("again");
        future.cancel(true);
        assertStoppedOnce();
        assertThat(promise.succeed("late")).isFalse();
    }

    @Test
    void aFailureThatIsNullIsRefusedAndHoldsUpNobodyWhoWaits() throws Exception {
        assertThatNullPointerException().isThrownBy(() -> future.completeExceptionally(null));
        assertThat(TaskFutures.waitFor(List.of(future), Duration.ofMillis(1), TaskFutures.Until.ALL_COMPLETED))
                .isEmpty();
        assertThat(stops.availablePermits()).isZero();
    }

    @Test
    void aThreadThatWaitsIsNoDependentStage() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        Thread waiting = new Thread(() -> seen.complete(future.join()), "waits");
        waiting.start();
        awaitParked(waiting);
        assertThat(future.isObserved()).isFalse();
        CompletableFuture<Void> dependent = CompletableFuture.allOf(future);
        assertThat(future.isObserved()).isTrue();
        promise.succeed("yes");
        assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo("yes");
        assertThat(dependent).isDone();
        waiting.join(10_000);
    }

    @Test
    void anInterruptEndsAGetAndNotAJoin() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CompletableFuture<String> joined = new CompletableFuture<>();
        Thread gets = new Thread(
                () -> {
                    try {
                        future.get();
                    } catch (InterruptedException e) {
                        interrupted.complete(true);
                    } catch (ExecutionException e) {
                        interrupted.completeExceptionally(e);
                    }
                },
                "gets");
        Thread joins = new Thread(() -> joined.complete(future.join() + Thread.interrupted()), "joins");
        for (Thread thread : List.of(gets, joins)) {
            thread.start();
            awaitParked(thread);
            thread.interrupt();
        }
        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
        promise.succeed("yes ");
        assertThat(joined.get(10, TimeUnit.SECONDS)).isEqualTo("yes true");
    }

    @Test
    void whoWaitsSettlesAFutureThatIsOffered() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        Thread waiting = new Thread(() -> seen.complete(future.join()), "the one who waits");
        waiting.start();
        awaitParked(waiting);
        promise.offer();
        assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo("taken over by the one who waits");
        assertThat(future.get()).isEqualTo("taken over by the one who waits");
        assertThat(takeOvers.availablePermits()).isEqualTo(1);
        waiting.join(10_000);
    }

    @Test
    void aFutureThatWasOfferedIsSettledByWhoComesToWait() throws Exception {
        promise.offer();
        assertThat(future).isNotDone();
        assertThat(future.get(10, TimeUnit.SECONDS)).startsWith("taken over");
    }

    private static void awaitParked(Thread thread) {
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void cancelStopsTheTask() throws InterruptedException {
        assertThat(future.cancel(true)).isTrue();
        assertStoppedOnce();
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    }

    @Test
    void orTimeoutStopsTheTask() throws InterruptedException {
        CompletableFuture<String> limited = future.orTimeout(1, TimeUnit.MILLISECONDS);
        assertThatThrownBy(() -> limited.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(TimeoutException.class);
        assertStoppedOnce();
    }

    @Test
    void completeOnTimeoutStopsTheTask() throws Exception {
        assertThat(future.completeOnTimeout("default", 1, TimeUnit.MILLISECONDS).get(10, TimeUnit.SECONDS))
                .isEqualTo("default");
        assertStoppedOnce();
    }

    @Test
    void completeAsyncStopsTheTask() throws Exception {
        assertThat(future.completeAsync(() -> "other").get(10, TimeUnit.SECONDS))
                .isEqualTo("other");
        assertStoppedOnce();
    }

    @Test
    void cancellingADependentStageStopsNothingUpstream() {
        CompletableFuture<Integer> dependent = future.thenApply(String::length);
        assertThat(dependent).isNotInstanceOf(TaskFuture.class);
        dependent.cancel(true);
        assertThat(future).isNotDone();
        assertThat(stops.availablePermits()).isZero();
    }

    @Test
    void anOutcomeCannotBeObtruded() {
        assertThatThrownBy(() -> future.obtrudeValue("x")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> future.obtrudeException(new IllegalStateException()))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void awaitTellsWhetherTheOutcomeIsThere() throws Exception {
        assertThat(future.await(Duration.ofMillis(1))).isFalse();
        assertThat(helps).hasPositiveValue();
        promise.fail(new IllegalStateException());
        assertThat(future.await(Duration.ZERO)).isTrue();
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without a checker may pass
    void aUnitThatIsNullIsRefusedAndNamed() {
        assertThatNullPointerException().isThrownBy(() -> future.get(1, null)).withMessage("the unit is null");
    }

    @Test
    void successfulBeforeTheOutcomeSaysWhatToDo() {
        assertThatThrownBy(future::successful)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ready()");
    }
}
