package dev.procession.pool;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that waits until a future is about to be done. A worker of a {@link ForkJoinPool} is replaced meanwhile, as where
 * it waits for any other {@code CompletableFuture}. Used once, by one thread.
 */
final class SettlingWait implements ForkJoinPool.ManagedBlocker {
    private final TaskFuture<?> future;
    private final Thread thread = Thread.currentThread();
    private final long nanos;
    private final long begin = System.nanoTime();

    /**
     * A wait of the calling thread.
     *
     * @param nanos how long at the most
     */
    SettlingWait(TaskFuture<?> future, long nanos) {
        this.future = future;
        this.nanos = nanos;
    }

    /** Returns when the future is about to be done, the time is over or the thread is interrupted, which it stays. */
    void await() {
        Watchers watchers = future.watchers();
        watchers.add(this);
        try {
            ForkJoinPool.managedBlock(this);
        } catch (InterruptedException e) {
            thread.interrupt();
        } finally {
            watchers.remove(this);
        }
    }

    /** Ends the wait. */
    void end() {
        LockSupport.unpark(thread);
    }

    private long left() {
        return nanos - (System.nanoTime() - begin);
    }

    @Override
    public boolean isReleasable() {
        return future.isSettling() || thread.isInterrupted() || left() <= 0;
    }

    @Override
    public boolean block() {
        while (!isReleasable()) {
            LockSupport.parkNanos(this, left());
        }
        return true;
    }
}
