package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.it.JavaProgram;
import dev.procession.pool.ProcessPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An idle pool costs what idle JVMs cost, counted by the kernel in nanoseconds on a processor. */
@EnabledOnOs(OS.LINUX)
class IdleIT {
    /** How long is measured; {@code -Dprocession.test.idleSeconds=60} for a full drill. */
    private static final int SECONDS = Integer.getInteger("procession.test.idleSeconds", 10);

    private static final int WORKERS = 4;

    /** A thousandth of a core. */
    private static final double LIMIT = 0.001;

    /** A JVM that does nothing. */
    static final class Empty {
        private Empty() {}

        public static void main(String[] args) throws InterruptedException {
            System.out.println("ready");
            new CountDownLatch(1).await(10, TimeUnit.MINUTES);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.procession.it.pool.Installed#transports")
    @Timeout(200)
    void fourIdleWorkersCostNoMoreThanFourIdleJvms(String transport) throws Exception {
        List<Process> empty = new ArrayList<>();
        try (ProcessPool pool =
                ProcessPool.builder().processes(WORKERS).transport(transport).build()) {
            for (int i = 0; i < WORKERS; i++) {
                empty.add(emptyJvm());
            }
            List<Long> workers = List.copyOf(workers(pool));
            List<Long> others = empty.stream().map(Process::pid).toList();
            awaitQuiet(workers, others);
            double[] cores = coresOver(workers, others);
            System.out.printf(
                    "idle over %d s, in cores: %d workers %.5f, as many empty JVMs %.5f%n",
                    SECONDS, WORKERS, cores[0], cores[1]);
            assertThat(cores[0]).isLessThan(cores[1] + LIMIT);
        } finally {
            empty.forEach(Process::destroyForcibly);
        }
    }

    private static Process emptyJvm() throws IOException {
        Process process = new ProcessBuilder(JavaProgram.command(
                        List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto"),
                        JavaProgram.classPath(),
                        Empty.class.getName()))
                .redirectErrorStream(true)
                .start();
        process.inputReader().readLine();
        return process;
    }

    /** The workers' pids, asked of the workers: long enough tasks that each gets some. */
    private static Set<Long> workers(ProcessPool pool) throws Exception {
        Set<Long> pids = new HashSet<>();
        while (pids.size() < WORKERS) {
            pids.addAll(pool.map(
                    (Integer x) -> {
                        new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
                        return ProcessHandle.current().pid();
                    },
                    Collections.nCopies(4 * WORKERS, 1)));
        }
        return pids;
    }

    /** Waits until compilers and start-up have come to rest on both sides. */
    private static void awaitQuiet(List<Long> workers, List<Long> others) throws Exception {
        for (int i = 0; i < 40; i++) {
            long before = nanos(workers) + nanos(others);
            new CountDownLatch(1).await(1, TimeUnit.SECONDS);
            if (nanos(workers) + nanos(others) - before < TimeUnit.MILLISECONDS.toNanos(10)) {
                return;
            }
        }
    }

    private static double[] coresOver(List<Long> workers, List<Long> others) throws Exception {
        long start = System.nanoTime();
        long workersBefore = nanos(workers);
        long othersBefore = nanos(others);
        new CountDownLatch(1).await(SECONDS, TimeUnit.SECONDS);
        double elapsed = System.nanoTime() - start;
        return new double[] {(nanos(workers) - workersBefore) / elapsed, (nanos(others) - othersBefore) / elapsed};
    }

    private static long nanos(List<Long> pids) throws IOException {
        long sum = 0;
        for (long pid : pids) {
            try (var tasks = Files.list(Path.of("/proc", String.valueOf(pid), "task"))) {
                for (Path task : tasks.toList()) {
                    sum += Long.parseLong(
                            Files.readString(task.resolve("schedstat")).split(" ")[0]);
                }
            }
        }
        return sum;
    }
}
