package dev.procession.pool.parent;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The pool's own threads, made as needed and gone when idle: those that start and bury workers, and those on which
 * futures are completed and users' callbacks run. All are daemons.
 */
final class PoolThreads {
    private static final long KEEP_ALIVE_SECONDS = 2;

    private final ThreadPoolExecutor keepers;
    private final ThreadPoolExecutor callbacks;

    PoolThreads(String pool) {
        keepers = executor(pool + "-keeper-");
        callbacks = executor(pool + "-callback-");
        callbacks.setRejectedExecutionHandler(
                (work, closed) -> closed.getThreadFactory().newThread(work).start());
    }

    private static ThreadPoolExecutor executor(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, prefix + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** For the pool's own work, which is bounded in time and never user code. */
    Executor keepers() {
        return keepers;
    }

    /** For everything that may run user code. Takes work after {@link #close} too: futures complete even then. */
    Executor callbacks() {
        return callbacks;
    }

    /** Keepers take no more work and no thread is kept; what runs is finished. */
    void close() {
        keepers.shutdown();
        callbacks.shutdown();
    }
}
