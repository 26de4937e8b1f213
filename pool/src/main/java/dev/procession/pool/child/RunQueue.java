package dev.procession.pool.child;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The runs that wait in the worker: the transport's thread adds, the task thread takes. What the parent sends at once
 * bounds it.
 */
final class RunQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<WorkRun> runs = new ArrayDeque<>();
    private volatile int waiting;
    private volatile boolean closed;

    void add(Queue<WorkRun> batch) {
        lock.lock();
        try {
            runs.addAll(batch);
            waiting = runs.size();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a run; null once the queue is closed. The parent's death ends the process, and so the wait. */
    @Nullable
    WorkRun take() {
        lock.lock();
        try {
            while (runs.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            WorkRun run = closed ? null : runs.poll();
            waiting = runs.size();
            return run;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        return waiting == 0;
    }

    /** Whether {@link #take} would not wait. */
    boolean isReady() {
        return waiting != 0 || closed;
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
