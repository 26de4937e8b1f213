package dev.procession.benchmarks.micro;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A task's whole way, queue, dispatch, routing and completion, but for processes and transports. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DispatchBenchmark {
    private static final int BURST = 1_000;

    private @Nullable ProcessPool pool;

    /** Made by JMH. */
    public DispatchBenchmark() {}

    /** Opens a pool whose one worker is a thread of this JVM. */
    @Setup
    public void open() {
        pool = ProcessPool.builder().processes(1).inProcess().build();
    }

    /** Closes it. */
    @TearDown
    public void close() {
        pool().close();
    }

    private ProcessPool pool() {
        return java.util.Objects.requireNonNull(pool);
    }

    /**
     * One call after the other.
     *
     * @return the result
     */
    @Benchmark
    public int apply() throws InterruptedException, ExecutionException {
        return pool().apply(Math::abs, 1);
    }

    /**
     * A thousand calls in flight, each with its own future.
     *
     * @return the last result
     */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int burst() {
        List<TaskFuture<Integer>> futures = new ArrayList<>(BURST);
        for (int i = 0; i < BURST; i++) {
            futures.add(pool().applyAsync(Math::abs, i));
        }
        int last = 0;
        for (TaskFuture<Integer> future : futures) {
            last = future.join();
        }
        return last;
    }
}
