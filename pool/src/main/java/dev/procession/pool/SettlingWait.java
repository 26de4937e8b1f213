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

    /** Whether this thread has tried to settle the future. */
    private boolean tried;

    /**
     * A wait of the calling thread.
     *
     * @param nanos how long at the most
     */
    SettlingWait(TaskFuture<?> future, long nanos) {
        this.future = future;
        this.nanos = nanos;
    }

    /**
     * Returns when the future is about to be done, the time is over or the thread is interrupted, which it stays. Settles the
     * future itself if that is offered.
     */
    void await() {
        Watchers watchers = future.watchers();
        watchers.add(this);
        try {
            while (!isOver()) {
                ForkJoinPool.managedBlock(this);
                if (isOfferedAnew()) {
                    tried = true;
                    future.takeOver();
                }
            }
        } catch (InterruptedException e) {
            thread.interrupt();
        } finally {
            watchers.remove(this);
        }
    }

    /** There may be something to do, or nothing to wait for any more. */
    void wake() {
        LockSupport.unpark(thread);
    }

    private long left() {
        return nanos - (System.nanoTime() - begin);
    }

    private boolean isOver() {
        return future.isSettling() || thread.isInterrupted() || left() <= 0;
    }

    private boolean isOfferedAnew() {
        return future.isOffered() && !tried;
    }

    @Override
    public boolean isReleasable() {
        return isOver() || isOfferedAnew();
    }

    @Override
    public boolean block() {
        while (!isReleasable()) {
            LockSupport.parkNanos(this, left());
        }
        return true;
    }
}
