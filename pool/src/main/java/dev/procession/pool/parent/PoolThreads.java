package dev.procession.pool.parent;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The pool's own threads. Made as needed and gone when idle are those that start and bury workers, and those on which futures
 * are completed and users' callbacks run; one is there all the time, that of the {@link PoolWatch}. All are daemons.
 */
final class PoolThreads {
    private static final long KEEP_ALIVE_SECONDS = 2;

    private final String pool;
    private final Damage damage;
    private final ThreadPoolExecutor keepers;
    private final ThreadPoolExecutor callbacks;
    private volatile @Nullable PoolWatch watch;

    PoolThreads(String pool, Damage damage) {
        this.pool = pool;
        this.damage = damage;
        keepers = executor(pool + "-keeper-");
        callbacks = executor(pool + "-callback-");
        callbacks.setRejectedExecutionHandler(
                (work, closed) -> closed.getThreadFactory().newThread(work).start());
    }

    private static ThreadPoolExecutor executor(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                work -> daemon(work, prefix + number.incrementAndGet()));
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Starts the pool's watch, once.
     *
     * @param look what the pool does every now and then, until its threads are closed
     * @throws OutOfMemoryError if no thread can be made
     */
    void watch(Runnable look) {
        PoolWatch made = new PoolWatch(keepers, damage, look);
        daemon(made, pool + "-watch").start();
        watch = made;
    }

    /**
     * For the pool's own work, which is bounded in time and never user code. What no thread can be made for waits until one
     * can.
     */
    Executor keepers() {
        return this::keep;
    }

    private void keep(Runnable work) {
        try {
            keepers.execute(work);
        } catch (OutOfMemoryError e) {
            PoolWatch waiting = watch;
            if (waiting == null) {
                throw e; // the pool is being made
            }
            postpone(work, waiting);
        }
    }

    private void postpone(Runnable work, PoolWatch waiting) {
        try {
            waiting.later(work);
        } catch (OutOfMemoryError e) {
            damage.cause = e; // nobody will do it
            throw e;
        }
    }

    /** For everything that may run user code. Takes work after {@link #close} too: futures complete even then. */
    Executor callbacks() {
        return callbacks;
    }

    /** Keepers take no more work and no thread is kept; what runs is finished. */
    void close() {
        keepers.shutdown();
        callbacks.shutdown();
        PoolWatch ending = watch;
        if (ending != null) {
            ending.end();
        }
    }
}
