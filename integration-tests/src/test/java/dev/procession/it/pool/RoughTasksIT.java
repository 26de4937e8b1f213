package dev.procession.it.pool;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.WorkerLostException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks that use up the worker's memory, interrupt its threads and block its streams: none leaves anyone waiting. */
class RoughTasksIT {
    private static final int TASKS = 12;

    /** What a task keeps in its worker. */
    private static final List<Object> KEPT = new LinkedList<>();

    private final Queue<String> printed = new ConcurrentLinkedQueue<>();

    private ProcessPool pool(int processes) {
        return pool(processes, "pipe");
    }

    private ProcessPool pool(int processes, String transport) {
        return ProcessPool.builder()
                .processes(processes)
                .transport(transport)
                .maxHeapBytes(48L << 20)
                .output(line -> printed.add(line.text()))
                .build();
    }

    @ParameterizedTest
    @MethodSource("dev.procession.it.pool.Installed#transports")
    void anArgumentThatNoWorkerHasTheMemoryForFailsAloneAndSaysWhy(String transport) throws Exception {
        try (ProcessPool pool = pool(1, transport)) {
            TaskFuture<Integer> tooLarge = pool.applyAsync((byte[] bytes) -> bytes.length, new byte[80 << 20]);
            TaskFuture<Integer> other = pool.applyAsync(x -> x + 1, 1);
            assertThatThrownBy(() -> tooLarge.get(30, SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("3 workers in a row died when they were sent")
                    .hasMessageContaining("with " + ((80 << 20) + 5) + " bytes of arguments")
                    .hasMessageContaining("never started")
                    .hasMessageContaining("give it a larger heap");
            assertThat(other.get(30, SECONDS)).isEqualTo(2);
        }
        assertThat(printed).noneMatch(line -> line.startsWith("\tat "));
    }

    @Test
    void tasksThatRunOutOfMemoryOneAfterTheOtherAreEachToldSo() throws Exception {
        try (ProcessPool pool = pool(3)) {
            List<TaskFuture<Object>> futures = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                futures.add(pool.applyAsync(() -> new long[1 << 28]));
            }
            for (TaskFuture<Object> future : futures) {
                assertThatThrownBy(() -> future.get(30, SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(OutOfMemoryError.class);
            }
        }
    }

    private static int fill() {
        int size = 1 << 20;
        while (size > 8) {
            try {
                KEPT.add(new byte[size]);
            } catch (OutOfMemoryError e) {
                size /= 2;
            }
        }
        return 1;
    }

    @Test
    void aTaskThatLeavesItsWorkerWithoutAnyMemoryKeepsNobodyWaiting() throws Exception {
        try (ProcessPool pool = pool(1)) {
            TaskFuture<Integer> filled = pool.applyAsync(RoughTasksIT::fill);
            TaskFuture<Integer> next = pool.applyAsync(RoughTasksIT::fill);
            assertThat(settled(filled)).isTrue();
            assertThat(settled(next)).isTrue();
            TaskFuture<Integer> fails = pool.applyAsync(() -> new long[1 << 28].length);
            assertThat(settled(fails)).isTrue();
            assertThat(pool.applyAsync(() -> 7).get(30, SECONDS)).isEqualTo(7);
        }
    }

    private static boolean settled(TaskFuture<?> future) throws InterruptedException {
        return future.await(java.time.Duration.ofSeconds(30));
    }

    private static int interruptAll() {
        Thread.getAllStackTraces().keySet().forEach(Thread::interrupt);
        return 1;
    }

    @Test
    void aTaskThatInterruptsAllThreadsDisturbsNothing() throws Exception {
        try (ProcessPool pool = pool(1)) {
            for (int i = 0; i < TASKS; i++) {
                assertThat(pool.applyAsync(RoughTasksIT::interruptAll).get(30, SECONDS))
                        .isOne();
            }
        }
    }

    private static int keepsInterrupting() {
        Thread task = Thread.currentThread();
        Thread unruly = new Thread(() -> {
            while (true) {
                task.interrupt();
                LockSupport.parkNanos(100_000);
            }
        });
        unruly.setDaemon(true);
        unruly.start();
        return 1;
    }

    @Test
    void aThreadThatKeepsInterruptingDoesNotSpoilTheGoodbye() throws Exception {
        try (ProcessPool pool = pool(1)) {
            assertThat(pool.applyAsync(RoughTasksIT::keepsInterrupting).get(30, SECONDS))
                    .isOne();
        }
        assertThat(printed).isEmpty();
    }

    /** An output that takes nothing. */
    private static final class Stuck extends PrintStream {
        Stuck(PrintStream below) {
            super(below);
        }

        @Override
        public void println(String line) {
            while (true) {
                LockSupport.park(this);
            }
        }
    }

    private static int outOfMemoryWithoutOutput() {
        System.setErr(new Stuck(System.err));
        return new long[1 << 28].length;
    }

    @Test
    void aTaskThatBlocksTheErrorOutputDoesNotKeepItsWorkerFromRetiring() throws Exception {
        try (ProcessPool pool = pool(1)) {
            TaskFuture<Integer> fails = pool.applyAsync(RoughTasksIT::outOfMemoryWithoutOutput);
            assertThatThrownBy(() -> fails.get(30, SECONDS)).hasCauseInstanceOf(OutOfMemoryError.class);
            assertThat(pool.applyAsync(() -> 7).get(30, SECONDS)).isEqualTo(7);
        }
    }
}
