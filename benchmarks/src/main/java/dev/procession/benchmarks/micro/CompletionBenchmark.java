package dev.procession.benchmarks.micro;

import dev.procession.pool.TaskFuture;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A future's making and completing, ours beside the JDK's. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CompletionBenchmark {
    /** Made by JMH. */
    public CompletionBenchmark() {}

    private static void nothing() {}

    /**
     * A task's future.
     *
     * @return its value
     */
    @Benchmark
    public int taskFuture() {
        TaskFuture.Promise<Integer> promise = TaskFuture.promise(CompletionBenchmark::nothing);
        promise.succeed(1);
        return promise.future().join();
    }

    /**
     * The same with somebody who is told.
     *
     * @return its value
     */
    @Benchmark
    public int taskFutureWithStage() {
        TaskFuture.Promise<Integer> promise = TaskFuture.promise(CompletionBenchmark::nothing);
        CompletableFuture<Integer> stage = promise.future().thenApply(value -> value + 1);
        promise.succeed(1);
        return stage.join();
    }

    /**
     * The JDK's own.
     *
     * @return its value
     */
    @Benchmark
    public int completableFuture() {
        CompletableFuture<Integer> future = new CompletableFuture<>();
        future.complete(1);
        return future.join();
    }
}
