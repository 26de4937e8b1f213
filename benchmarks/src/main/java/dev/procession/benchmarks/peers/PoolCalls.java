package dev.procession.benchmarks.peers;

import dev.procession.core.RemoteFunction;
import dev.procession.pool.PoolStatistics.WorkerRow;
import dev.procession.pool.ProcessPool;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** A pool of Procession over one transport. */
public final class PoolCalls implements Calls {
    private final ProcessPool pool;

    PoolCalls(String transport) {
        pool = ProcessPool.builder().processes(WORKERS).transport(transport).build();
    }

    /**
     * The pool itself.
     *
     * @return the pool
     */
    public ProcessPool pool() {
        return pool;
    }

    @Override
    public <T, R> Future<R> submit(RemoteFunction<T, R> function, T argument) {
        return pool.applyAsync(function, argument);
    }

    @Override
    public <T, R> R call(RemoteFunction<T, R> function, T argument) throws InterruptedException, ExecutionException {
        return pool.apply(function, argument);
    }

    @Override
    public long workerNanos() {
        return pool.statistics().each().stream()
                .mapToLong(WorkerRow::pid)
                .map(ProcessFigures::cpuNanos)
                .sum();
    }

    @Override
    public void close() {
        pool.terminate();
    }
}
