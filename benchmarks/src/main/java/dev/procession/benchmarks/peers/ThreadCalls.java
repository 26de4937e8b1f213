package dev.procession.benchmarks.peers;

import dev.procession.core.RemoteFunction;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads of this JVM: what a pool costs that copies nothing and protects from nothing. */
final class ThreadCalls implements Calls {
    private final ExecutorService threads = Executors.newFixedThreadPool(WORKERS, work -> {
        Thread thread = new Thread(work, "bench-threads");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public <T, R> Future<R> submit(RemoteFunction<T, R> function, T argument) {
        return threads.submit(() -> function.apply(argument));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
