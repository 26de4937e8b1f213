package dev.procession.benchmarks.bare;

import dev.procession.benchmarks.peers.JavaCommand;
import dev.procession.benchmarks.peers.ProcessFigures;
import dev.procession.benchmarks.peers.Work;
import dev.procession.pool.ProcessPool;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/**
 * {@code PoolParent TRANSPORT WORKERS}: a fresh JVM with one pool. Each line {@code COUNT} is answered by the nanoseconds
 * that so many calls took, the processor nanoseconds that they cost this JVM, and the KiB that it holds in memory after a
 * collection.
 */
public final class PoolParent {
    private PoolParent() {}

    /**
     * The command line of one.
     *
     * @param transport the transport's name
     * @param workers how many workers
     * @return the command line
     */
    public static List<String> command(String transport, int workers) {
        List<String> options = new ArrayList<>(List.of("-XX:+UseSerialGC"));
        options.addAll(JavaCommand.optionsFor(transport));
        return JavaCommand.of(options, PoolParent.class, transport, Integer.toString(workers));
    }

    /**
     * Runs until the standard input ends.
     *
     * @param arguments the transport and how many workers
     */
    public static void main(String[] arguments) throws Exception {
        ProcessPool pool = ProcessPool.builder()
                .transport(arguments[0])
                .processes(Integer.parseInt(arguments[1]))
                .build();
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            System.out.println(answer(pool, Integer.parseInt(line)));
        }
        pool.terminate();
    }

    private static String answer(ProcessPool pool, int count) throws Exception {
        long self = ProcessHandle.current().pid();
        long cpu = ProcessFigures.cpuNanos(self);
        long begun = System.nanoTime();
        List<Future<Integer>> futures = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            futures.add(pool.applyAsync(Work::same, i));
        }
        for (Future<Integer> future : futures) {
            future.get();
        }
        long elapsed = System.nanoTime() - begun;
        long used = ProcessFigures.cpuNanos(self) - cpu;
        futures.clear();
        System.gc();
        return elapsed + " " + used + " " + ProcessFigures.proportionalKib(self);
    }
}
