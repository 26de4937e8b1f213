package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.DebugMode;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.LaunchException;
import dev.procession.testkit.LeakGuard;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each setting of a pool without processes works as it does with processes, or has no effect. */
@ExtendWith(LeakGuard.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InProcessSettingsTest {
    // Shared with the tasks, as statics are in such a pool.
    private static final AtomicInteger INITIALIZED = new AtomicInteger();
    private static final AtomicInteger FINALIZED = new AtomicInteger();
    private static final ThreadLocal<String> OF_THE_THREAD = ThreadLocal.withInitial(() -> "nothing");

    @BeforeEach
    void noneYet() {
        INITIALIZED.set(0);
        FINALIZED.set(0);
    }

    private static PoolBuilder pool(int processes) {
        return ProcessPool.builder().inProcess().processes(processes);
    }

    private static void hangs() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @SuppressWarnings("deprecation") // threadId() is not there on Java 17
    private static long thread() {
        return Thread.currentThread().getId();
    }

    @Test
    void whatConcernsProcessesIsNotEvenLookedAt() throws Exception {
        List<Object> heard = Collections.synchronizedList(new ArrayList<>());
        Path nowhere = Path.of("nowhere");
        try (ProcessPool pool = pool(1).transport("no such transport")
                .jvmOptions("-XX:+NoSuchOption")
                .environment("PROCESSION_TEST_VARIABLE", "set")
                .directory(nowhere)
                .javaHome(nowhere)
                .classPath(List.of(nowhere))
                .output(heard::add)
                .onLog(heard::add)
                .logLevel(System.Logger.Level.TRACE)
                .debug(DebugMode.SUSPEND)
                .maxHeapBytes(2 << 20)
                .recycleAbove(1)
                .build()) {
            long first = pool.apply(InProcessSettingsTest::thread);
            for (int i = 0; i < 10; i++) {
                assertThat(pool.<Long>apply(InProcessSettingsTest::thread)).isEqualTo(first);
            }
            assertThat(pool.<String>apply(() -> System.getenv("PROCESSION_TEST_VARIABLE")))
                    .isNull();
            assertThat(pool.transport()).isEqualTo("memory");
            assertThat(pool.statistics().workers().endedInAll()).isZero();
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void noWorkerRunsMoreTasksThanItMay() throws Exception {
        try (ProcessPool pool = pool(1).maxTasksPerChild(2).build()) {
            Map<Long, Integer> perThread = new HashMap<>();
            for (int i = 0; i < 6; i++) {
                perThread.merge(pool.<Long>apply(InProcessSettingsTest::thread), 1, Integer::sum);
            }
            assertThat(perThread).hasSize(3);
            assertThat(perThread.values()).containsOnly(2);
        }
    }

    private static void setUp(String value) {
        INITIALIZED.incrementAndGet();
        OF_THE_THREAD.set(value);
    }

    @Test
    void eachWorkerIsInitializedAndFinalizedOnItsThreadSparesToo() throws Exception {
        try (ProcessPool pool = pool(1).spares(1)
                .initializer(InProcessSettingsTest::setUp, "what it was given")
                .finalizer(() -> FINALIZED.addAndGet(OF_THE_THREAD.get().equals("nothing") ? 100 : 1))
                .build()) {
            assertThat(pool.<String>apply(() -> OF_THE_THREAD.get())).isEqualTo("what it was given");
            while (pool.statistics().workers().alive() < 2) {
                Thread.onSpinWait(); // within the class's time-out
            }
            assertThat(INITIALIZED).hasValue(2);
        }
        assertThat(FINALIZED).hasValue(2);
    }

    @Test
    void anInitializerThatHangsIsEndedAndItsStackShown() {
        try (ProcessPool pool = pool(1).startTimeout(Duration.ofSeconds(1))
                .initializer(InProcessSettingsTest::hangs)
                .build()) {
            assertThatThrownBy(() -> pool.apply(() -> 1))
                    .cause()
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContainingAll(
                            "had not returned when startTimeout, PT1S", "it was at\n", "InProcessSettingsTest.hangs");
        }
    }

    @Test
    void aFinalizerThatHangsIsEnded() throws Exception {
        ProcessPool pool = pool(1).finalizer(InProcessSettingsTest::hangs)
                .finalizerTimeout(Duration.ofMillis(20))
                .build();
        try (pool) {
            assertThat(pool.<Integer>apply(() -> 1)).isEqualTo(1);
        }
        assertThat(pool.join(Duration.ZERO)).isTrue();
    }

    @Test
    void aCloseThatTakesTooLongDropsWhatRuns() {
        TaskFuture<?> endless;
        try (ProcessPool pool = pool(1).closeTimeout(Duration.ofMillis(20)).build()) {
            endless = pool.runAsync(InProcessSettingsTest::hangs);
        }
        assertThatThrownBy(() -> endless.get(0, TimeUnit.SECONDS)).hasCauseInstanceOf(PoolClosedException.class);
    }

    @Test
    void whatIsLargerThanAFrameIsRefusedAsBetweenProcesses() {
        try (ProcessPool pool = pool(1).maxFrameBytes(4096).build()) {
            assertThatThrownBy(() -> pool.apply((byte[] bytes) -> bytes.length, new byte[5000]))
                    .isInstanceOf(EncodingException.class)
                    .hasMessageContaining("raise ProcessPool.builder().maxFrameBytes(...)");
        }
    }
}
