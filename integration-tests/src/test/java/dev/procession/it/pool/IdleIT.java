package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.it.JavaProgram;
import dev.procession.pool.ProcessPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** An idle pool costs what idle JVMs cost, counted by the kernel in nanoseconds on a processor. */
@EnabledOnOs(OS.LINUX)
class IdleIT {
    /** How long is measured; {@code -Dprocession.test.idleSeconds=60} for a full drill. */
    private static final int SECONDS = Integer.getInteger("procession.test.idleSeconds", 10);

    private static final int WORKERS = 4;

    /** A thousandth of a core. */
    private static final double LIMIT = 0.001;

    /** On a busy machine whatever wakes costs more, and no group of JVMs costs the same as another. */
    private static final double NOISE = 1.5;

    /** What a group that has come to rest stays below in a second. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** A JVM that does nothing. */
    static final class Empty {
        private Empty() {}

        public static void main(String[] args) throws InterruptedException {
            System.out.println("ready");
            new CountDownLatch(1).await(10, TimeUnit.MINUTES);
        }
    }

    /** All at the same time: silence is long, and whatever else the machine does meets them alike. */
    @Test
    @Timeout(200)
    void fourIdleWorkersCostNoMoreThanFourIdleJvmsOverAnyTransport() throws Exception {
        List<ProcessPool> pools = new ArrayList<>();
        List<Process> empty = new ArrayList<>();
        try {
            for (String transport : Installed.transports().toList()) {
                pools.add(ProcessPool.builder()
                        .processes(WORKERS)
                        .transport(transport)
                        .build());
            }
            for (int i = 0; i < WORKERS; i++) {
                empty.add(emptyJvm());
            }
            List<List<Long>> groups = new ArrayList<>();
            groups.add(empty.stream().map(Process::pid).toList());
            for (ProcessPool pool : pools) {
                groups.add(List.copyOf(workers(pool)));
            }
            awaitQuiet(groups);
            assertNoneAboveTheFirst(pools, coresOver(groups));
        } finally {
            pools.forEach(ProcessPool::close);
            empty.forEach(Process::destroyForcibly);
        }
    }

    private static void assertNoneAboveTheFirst(List<ProcessPool> pools, double[] cores) {
        for (int i = 0; i < pools.size(); i++) {
            System.out.printf(
                    "idle over %d s, in cores: %d workers of %s %.5f, as many empty JVMs %.5f%n",
                    SECONDS, WORKERS, pools.get(i), cores[i + 1], cores[0]);
        }
        for (int i = 0; i < pools.size(); i++) {
            assertThat(cores[i + 1]).as("%s", pools.get(i)).isLessThan(NOISE * cores[0] + LIMIT);
        }
    }

    private static Process emptyJvm() throws IOException {
        Process process = new ProcessBuilder(
                        JavaProgram.command(List.of("-Xshare:auto"), JavaProgram.classPath(), Empty.class.getName()))
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

    /** Waits until compilers and start-up have come to rest everywhere. */
    private static void awaitQuiet(List<List<Long>> groups) throws Exception {
        for (int i = 0; i < 40; i++) {
            if (Arrays.stream(spentOver(groups, 1)).allMatch(nanos -> nanos < QUIET_NANOS)) {
                return;
            }
        }
    }

    private static double[] coresOver(List<List<Long>> groups) throws Exception {
        long start = System.nanoTime();
        long[] spent = spentOver(groups, SECONDS);
        double elapsed = System.nanoTime() - start;
        return Arrays.stream(spent).mapToDouble(nanos -> nanos / elapsed).toArray();
    }

    /**
     * What each group spends in so many seconds. A thread that ends takes its figure with it, as compilers without work do:
     * so each is asked once a second, and what it said last counts.
     */
    private static long[] spentOver(List<List<Long>> groups, int seconds) throws Exception {
        List<Map<String, Long>> before = spentByThread(groups);
        List<Map<String, Long>> last = spentByThread(groups);
        for (int second = 0; second < seconds; second++) {
            new CountDownLatch(1).await(1, TimeUnit.SECONDS);
            List<Map<String, Long>> now = spentByThread(groups);
            for (int i = 0; i < now.size(); i++) {
                last.get(i).putAll(now.get(i));
            }
        }
        long[] spent = new long[groups.size()];
        for (int i = 0; i < spent.length; i++) {
            spent[i] = sum(last.get(i)) - sum(before.get(i));
        }
        return spent;
    }

    private static long sum(Map<String, Long> nanos) {
        return nanos.values().stream().mapToLong(Long::longValue).sum();
    }

    private static List<Map<String, Long>> spentByThread(List<List<Long>> groups) throws IOException {
        List<Map<String, Long>> all = new ArrayList<>();
        for (List<Long> pids : groups) {
            Map<String, Long> nanos = new HashMap<>();
            for (long pid : pids) {
                try (var threads = Files.list(Path.of("/proc", String.valueOf(pid), "task"))) {
                    for (Path thread : threads.toList()) {
                        read(thread, nanos);
                    }
                }
            }
            all.add(nanos);
        }
        return all;
    }

    private static void read(Path thread, Map<String, Long> nanos) throws IOException {
        try {
            String spent = Files.readString(thread.resolve("schedstat")).split(" ")[0];
            nanos.put(thread.toString(), Long.parseLong(spent));
        } catch (NoSuchFileException e) {
            nanos.putIfAbsent(thread.toString(), 0L); // it has just ended
        }
    }
}
