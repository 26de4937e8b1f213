package dev.procession.pool.parent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callbacks: each runs once, few threads for many, one more for each that blocks. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CompletionQueueTest {
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 2, TimeUnit.SECONDS, new SynchronousQueue<>());
    private final CompletionQueue queue = new CompletionQueue(threads, new Damage());
    private final CountDownLatch release = new CountDownLatch(1);

    private record Callback(boolean mayBlock, Runnable body, Runnable offered) implements CompletionQueue.Completion {
        @Override
        public boolean isDone() {
            return false;
        }

        @Override
        public void complete() {
            body.run();
        }

        @Override
        public void offer() {
            offered.run();
        }
    }

    private void add(boolean mayBlock, Runnable body) {
        add(mayBlock, body, () -> {});
    }

    private void add(boolean mayBlock, Runnable body, Runnable offered) {
        queue.add(new Callback(mayBlock, body, offered));
        queue.kick();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(50, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        release.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void manyQuickCallbacksTakeFewThreads() {
        int callbacks = 50_000;
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(callbacks);
        for (int i = 0; i < callbacks; i++) {
            add(true, () -> {
                runs.incrementAndGet();
                done.countDown();
            });
        }
        await(done);
        assertThat(runs).hasValue(callbacks);
        assertThat(threads.getLargestPoolSize()).isLessThan(40);
    }

    @Test
    void callbacksThatBlockForEverHoldUpNoOthers() {
        int blocked = 100;
        CountDownLatch allBlocked = new CountDownLatch(blocked);
        for (int i = 0; i < blocked; i++) {
            add(i % 2 == 0, () -> {
                allBlocked.countDown();
                await(release);
            });
        }
        await(allBlocked);
        CountDownLatch others = new CountDownLatch(1_000);
        for (int i = 0; i < 1_000; i++) {
            add(true, others::countDown);
        }
        await(others);
        assertThat(threads.getLargestPoolSize()).isLessThan(blocked + 40);
    }

    @Test
    void blockedCallbacksMakeNoMoreThreadsThanTheBoundAndWaitersAreStillServed() {
        CountDownLatch allBlocked = new CountDownLatch(HandOverCrew.MOST_THREADS);
        CountDownLatch behind = new CountDownLatch(2 * HandOverCrew.MOST_THREADS);
        for (int i = 0; i < 2 * HandOverCrew.MOST_THREADS; i++) {
            add(true, () -> {
                allBlocked.countDown();
                await(release);
                behind.countDown();
            });
        }
        await(allBlocked);
        CountDownLatch served = new CountDownLatch(1);
        add(false, served::countDown); // nobody comes to assist: who waits for it has begun to before
        await(served);
        assertThat(threads.getLargestPoolSize()).isLessThanOrEqualTo(HandOverCrew.MOST_THREADS + 2);
        release.countDown();
        await(behind);
    }

    @Test
    void whatNoThreadIsLeftForIsOfferedToThoseWhoWait() {
        CountDownLatch allBlocked = new CountDownLatch(HandOverCrew.MOST_THREADS);
        CountDownLatch done = new CountDownLatch(HandOverCrew.MOST_THREADS + 20);
        CountDownLatch queuedOffered = new CountDownLatch(10);
        for (int i = 0; i < HandOverCrew.MOST_THREADS; i++) {
            add(true, () -> {
                allBlocked.countDown();
                await(release);
                done.countDown();
            });
        }
        for (int i = 0; i < 10; i++) {
            add(true, done::countDown, queuedOffered::countDown);
        }
        await(allBlocked);
        await(queuedOffered);
        CountDownLatch laterOffered = new CountDownLatch(10);
        for (int i = 0; i < 10; i++) {
            add(true, done::countDown, laterOffered::countDown);
        }
        await(laterOffered);
        release.countDown();
        await(done);
    }

    @Test
    void nothingIsOfferedWhileThreadsAreToBeHad() {
        CountDownLatch done = new CountDownLatch(1_000);
        AtomicInteger offers = new AtomicInteger();
        for (int i = 0; i < 1_000; i++) {
            add(true, done::countDown, offers::incrementAndGet);
        }
        await(done);
        assertThat(offers).hasValue(0);
    }

    @Test
    void whatACallbackThrowsDoesNotKeepTheNextFromRunning() {
        CountDownLatch next = new CountDownLatch(1);
        threads.setThreadFactory(work -> {
            Thread thread = new Thread(work);
            thread.setUncaughtExceptionHandler((where, expected) -> {});
            return thread;
        });
        add(true, () -> {
            throw new IllegalStateException("expected");
        });
        add(true, next::countDown);
        await(next);
    }
}
