package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.WorkerLostException;
import dev.procession.testkit.LeakGuard;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Workers that are killed at random moments, while they start, read, work and write: each task gives its right result or is
 * reported lost, and none runs twice.
 */
@ParameterizedClass
@MethodSource("dev.procession.it.pool.Installed#transports")
@ExtendWith(LeakGuard.class)
class RandomKillsChaosIT {
    /** Kills in a run of the whole build; {@code -Dprocession.test.kills=200} for a full drill. */
    private static final int KILLS = Integer.getInteger("procession.test.kills", 6);

    private static final long SEED = Long.getLong("procession.test.seed", 7);
    private static final int OPEN = 48;

    /** Between two kills, in results. */
    private static final int LONGEST_PAUSE = 60;

    @Parameter
    String transport = "";

    @TempDir
    Path folder = Path.of("");

    private ProcessPool pool(int processes) {
        return ProcessPool.builder()
                .processes(processes)
                .transport(transport)
                .maxHeapBytes(128L << 20)
                .output(line -> {})
                .build();
    }

    private static byte[] notedAnswer(String file, byte[] question) {
        Touch.ran(file, Load.number(question));
        return Load.answer(question);
    }

    /** A task that was submitted, and what it was asked. */
    private record Asked(byte[] question, TaskFuture<byte[]> future) {
        boolean isLost() throws Exception {
            try {
                assertThat(Load.isAnswer(question, future.get(60, TimeUnit.SECONDS)))
                        .as("the answer to question %d", Load.number(question))
                        .isTrue();
                return false;
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(WorkerLostException.class);
                return true;
            }
        }
    }

    @Test
    @Timeout(value = 1_200, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void eachTaskIsRightOrReportedLostAndRanOnce() throws Exception {
        Path file = folder.resolve("ran");
        String path = file.toString();
        Random random = new Random(SEED);
        int tasks = 0;
        int lost = 0;
        Kills kills = new Kills(random);
        try (ProcessPool pool = pool(3)) {
            Queue<Asked> open = new ArrayDeque<>();
            while (!kills.areOver() || !open.isEmpty()) {
                while (!kills.areOver() && open.size() < OPEN) {
                    byte[] question = Load.question(random, tasks++);
                    open.add(
                            new Asked(question, pool.applyAsync((byte[] asked) -> notedAnswer(path, asked), question)));
                }
                lost += open.remove().isLost() ? 1 : 0;
                kills.resultCame();
            }
        }
        System.out.printf(
                "%s: %d workers killed (seed %d), %d tasks right, %d lost%n",
                transport, KILLS, SEED, tasks - lost, lost);
        assertThat(lost).isLessThanOrEqualTo(KILLS);
        Map<Integer, Long> counts = Touch.counts(file);
        assertThat(counts.values()).allMatch(count -> count == 1);
        assertThat(counts.size()).isBetween(tasks - lost, tasks);
    }

    @Test
    void withAttemptsEveryTaskSucceeds() throws Exception {
        Random random = new Random(SEED);
        List<Integer> inputs = IntStream.range(0, 1_500).boxed().toList();
        try (ProcessPool pool = pool(2)) {
            TaskFuture<List<Integer>> all =
                    pool.with(TaskOptions.attempts(50)).mapAsync(RandomKillsChaosIT::slow, inputs);
            for (int kill = 0; kill < 3 && !all.isDone(); kill++) {
                pool.apply((Integer x) -> x, kill);
                Kills.one(random);
            }
            assertThat(all.get(100, TimeUnit.SECONDS)).isEqualTo(inputs);
        }
    }

    /** Slow enough to be hit. */
    private static int slow(int task) {
        double x = task;
        for (int i = 0; i < 20_000; i++) {
            x = Math.sin(x) + 1;
        }
        return x > 10 ? -1 : task;
    }

    /** Kills one of this JVM's children now and then: after each so many results. */
    private static final class Kills {
        private final Random random;
        private int pause;
        private int number;

        Kills(Random random) {
            this.random = random;
        }

        boolean areOver() {
            return number == KILLS;
        }

        void resultCame() {
            if (!areOver() && --pause < 0 && one(random)) {
                number++;
                pause = random.nextInt(LONGEST_PAUSE);
            }
        }

        /** Says whether there was one to kill. */
        static boolean one(Random random) {
            List<ProcessHandle> workers = ProcessHandle.current()
                    .children()
                    .filter(child -> child.info().command().orElse("").endsWith("java"))
                    .toList();
            return !workers.isEmpty()
                    && workers.get(random.nextInt(workers.size())).destroyForcibly();
        }
    }
}
