package dev.procession.benchmarks.cost;

import com.sun.management.ThreadMXBean;
import dev.procession.benchmarks.peers.Work;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskResults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code CostProgram TRANSPORT}: does tasks of each kind, round by round, and prints the median of what the rounds of each took, in
 * counts: {@code KIND bytes calls frames}, all of a task.
 */
public final class CostProgram {
    private static final int ROUNDS = 9;
    private static final int MANY = 20_000;
    private static final int FEW = 500;

    private final CountingTransport transport;
    private final ProcessPool pool;

    private CostProgram(CountingTransport transport, ProcessPool pool) {
        this.transport = transport;
        this.pool = pool;
    }

    /** Does so many tasks. */
    private interface Kind {
        void run(int count) throws Exception;
    }

    /** What has been used so far: bytes allocated here, calls of read and write here and in the workers, frames. */
    private record Used(double bytes, double calls, double frames) {
        Used since(Used before, int tasks) {
            return new Used(
                    (bytes - before.bytes) / tasks, (calls - before.calls) / tasks, (frames - before.frames) / tasks);
        }
    }

    /**
     * Measures.
     *
     * @param arguments the transport's name
     */
    public static void main(String[] arguments) throws Exception {
        CountingTransport transport = new CountingTransport(arguments[0]);
        try (ProcessPool pool =
                ProcessPool.builder().processes(2).transport(transport).build()) {
            CostProgram program = new CostProgram(transport, pool);
            program.measure("single", MANY, program::single);
            program.measure("imap", MANY, program::imap);
            program.measure("map", MANY, program::map);
            program.measure("apply", FEW, program::apply);
        }
    }

    private void measure(String name, int tasks, Kind kind) throws Exception {
        List<Used> rounds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Used before = used();
            kind.run(tasks);
            rounds.add(used().since(before, tasks));
        }
        System.out.printf(
                Locale.ROOT,
                "%s %.0f %.4f %.4f%n",
                name,
                median(rounds, Used::bytes),
                median(rounds, Used::calls),
                median(rounds, Used::frames));
    }

    /** Of many: a thread that has ended takes along what it had allocated, so that the least of all may be too little. */
    private static double median(List<Used> rounds, ToDoubleFunction<Used> figure) {
        return rounds.stream().mapToDouble(figure).sorted().toArray()[rounds.size() / 2];
    }

    private void single(int count) {
        List<TaskFuture<Integer>> futures = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            futures.add(pool.applyAsync(Work::same, i));
        }
        futures.forEach(TaskFuture::join);
    }

    private void imap(int count) {
        try (TaskResults<Integer> results = pool.with(TaskOptions.defaults().withChunkSize(1))
                .imapUnordered(Work::same, IntStream.range(0, count).boxed().toList())) {
            for (Iterator<Integer> each = results.iterator(); each.hasNext(); ) {
                each.next();
            }
        }
    }

    private void map(int count) throws Exception {
        pool.map(Work::same, IntStream.range(0, count).boxed().toList());
    }

    private void apply(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            pool.apply(Work::same, i);
        }
    }

    private Used used() {
        long calls = Stream.concat(
                        Stream.of(ProcessHandle.current()),
                        ProcessHandle.current().children())
                .mapToLong(CostProgram::calls)
                .sum();
        return new Used(allocated(), calls, transport.frames());
    }

    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0) // else the thread has just ended
                .sum();
    }

    private static long calls(ProcessHandle process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "io"))) {
            return lines.filter(line -> line.startsWith("sysc"))
                    .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
