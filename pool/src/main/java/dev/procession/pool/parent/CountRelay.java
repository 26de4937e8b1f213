package dev.procession.pool.parent;

import dev.procession.pool.TaskCounts;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells a listener how many items of one call have their outcome, on a callback thread: the latest counts, never fewer than
 * before. Thread-safe.
 */
final class CountRelay {
    private static final System.Logger LOG = System.getLogger("dev.procession.pool");

    private final Consumer<TaskCounts> listener;
    private final OptionalLong total;
    private final Executor callbacks;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicBoolean called = new AtomicBoolean();

    /** Held while the listener runs. */
    private final ReentrantLock telling = new ReentrantLock();

    private long told;
    private boolean finished;
    private boolean complained;

    CountRelay(Consumer<TaskCounts> listener, OptionalLong total, Executor callbacks) {
        this.listener = listener;
        this.total = total;
        this.callbacks = callbacks;
    }

    /** An item has its outcome: a value, an {@link EncodedOutcome} or {@link Failed}. */
    void count(@Nullable Object outcome) {
        boolean isFailure =
                outcome instanceof Failed || (outcome instanceof EncodedOutcome encoded && encoded.isFailure());
        if (isFailure) {
            failed.incrementAndGet();
        }
        done.incrementAndGet();
        if (called.compareAndSet(false, true)) {
            callTeller();
        }
    }

    private void callTeller() {
        try {
            callbacks.execute(this::tell);
        } catch (OutOfMemoryError e) { // No thread to be had: the next count calls again.
            called.set(false);
        }
    }

    /** Tells the last counts, on this thread, and waits for the listener if it is just being told; then no more. */
    void finish() {
        tell();
        telling.lock();
        try {
            finished = true;
        } finally {
            telling.unlock();
        }
    }

    private void tell() {
        telling.lock();
        try {
            called.set(false);
            long now = done.get();
            if (now > told && !finished) {
                told = now;
                listener.accept(new TaskCounts(now, Math.min(now, failed.get()), total));
            }
        } catch (RuntimeException | Error e) {
            if (!complained) {
                complained = true;
                LOG.log(System.Logger.Level.WARNING, "a listener for counts failed; no more of it is logged", e);
            }
        } finally {
            telling.unlock();
        }
    }
}
