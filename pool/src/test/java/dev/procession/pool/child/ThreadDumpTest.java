package dev.procession.pool.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadDumpTest {
    private static final int DEEP = 700;

    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Thread> started = new ArrayList<>();

    @AfterEach
    void endThreads() throws InterruptedException {
        over.countDown();
        for (Thread thread : started) {
            thread.join();
        }
    }

    private Thread start(String name, Runnable work, Thread.State until) {
        Thread thread = new Thread(work, name);
        started.add(thread);
        thread.start();
        await().until(() -> thread.getState() == until);
        return thread;
    }

    private void untilOver() {
        try {
            over.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void deep(int depth) {
        if (depth == 0) {
            untilOver();
        } else {
            deep(depth - 1);
        }
    }

    @Test
    void theHolderOfALockIsNamedAndComesNextEvenIfItIsTheLibrarys() {
        ReentrantLock lock = new ReentrantLock();
        Runnable underLock = () -> {
            lock.lock();
            try {
                untilOver();
            } finally {
                lock.unlock();
            }
        };
        start("before", this::untilOver, Thread.State.WAITING);
        start("procession-holder", underLock, Thread.State.WAITING);
        start("procession-other", this::untilOver, Thread.State.WAITING);
        Thread task = start("task", underLock, Thread.State.WAITING);
        assertThat(ThreadDump.around(task))
                .startsWith("\"task\" WAITING on java.util.concurrent.locks.ReentrantLock$NonfairSync@")
                .containsSubsequence(
                        ", held by \"procession-holder\"\n\tat ",
                        "\n\n\"procession-holder\" WAITING on ",
                        "ThreadDumpTest.untilOver",
                        "\n\n\"before\" WAITING on ")
                .doesNotContain("procession-other", "Reference Handler");
    }

    @Test
    void deepStacksLeaveRoomForOthersAndTheWholeIsBounded() {
        Thread task = start("task", () -> deep(DEEP), Thread.State.WAITING);
        for (int i = 0; i < 10; i++) {
            start("deep-" + i, () -> deep(DEEP), Thread.State.WAITING);
        }
        assertThat(ThreadDump.around(task))
                .startsWith("\"task\" WAITING")
                .contains("\n\t...\n\n", "\"deep-0\" WAITING")
                .endsWith("\n\n...")
                .hasSizeLessThan(StackText.MOST_CHARS + 100);
    }
}
