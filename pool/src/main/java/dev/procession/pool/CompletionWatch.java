package dev.procession.pool;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Gives futures as they are done, each once. Used by one thread; told by any.
 *
 * <p>It learns of a future a moment before that is done: the thread that completes a future runs its callbacks right
 * afterwards, and those may block.
 */
final class CompletionWatch<R extends @Nullable Object> {
    /** For the step from being about to be done to being done. */
    private static final long MOMENT_NANOS = 10_000;

    private final Set<TaskFuture<R>> pending;
    private final BlockingQueue<TaskFuture<?>> told = new LinkedBlockingQueue<>();
    private final WeakReference<CompletionWatch<?>> self = new WeakReference<>(this);

    /**
     * Begins to watch; those that are done come first, in their order.
     *
     * @throws NullPointerException if the collection or one of the futures is null
     */
    CompletionWatch(Collection<TaskFuture<R>> futures) {
        pending = distinct(futures);
        List<TaskFuture<R>> later = new ArrayList<>();
        for (TaskFuture<R> future : pending) {
            if (future.isDone()) {
                told.add(future);
            } else {
                later.add(future);
            }
        }
        for (TaskFuture<R> future : later) {
            if (!future.watch(self) || future.isOffered()) {
                told.add(future);
            }
        }
    }

    static <F> Set<F> distinct(Collection<F> futures) {
        Set<F> distinct = new LinkedHashSet<>();
        for (F future : Objects.requireNonNull(futures, "the collection of futures is null")) {
            distinct.add(Objects.requireNonNull(future, "a future in the collection is null"));
        }
        return distinct;
    }

    /** The future is done, or will be in a moment, or may be settled by whoever waits. */
    void tell(TaskFuture<?> future) {
        told.add(future);
    }

    /** How many have not been given. */
    int left() {
        return pending.size();
    }

    /** Waits for the next; null if the time is over. */
    @Nullable
    TaskFuture<R> next(long nanos) throws InterruptedException {
        long begin = System.nanoTime();
        if (told.isEmpty() && !pending.isEmpty()) {
            pending.iterator().next().helpOut();
        }
        while (!pending.isEmpty()) {
            TaskFuture<?> next = told.poll();
            if (next == null) {
                next = told.poll(nanos - (System.nanoTime() - begin), TimeUnit.NANOSECONDS);
            }
            if (next == null) {
                return null;
            }
            if (!next.isSettling()) {
                next.takeOver(); // tells of it again, once it is settled
                continue;
            }
            TaskFuture<R> known = take(next);
            if (known != null) {
                return known;
            }
        }
        return null;
    }

    /** The future as one of ours, done; null if it was given before. */
    private @Nullable TaskFuture<R> take(TaskFuture<?> next) {
        if (!pending.remove(next)) {
            return null;
        }
        while (!next.isDone()) {
            LockSupport.parkNanos(this, MOMENT_NANOS);
        }
        @SuppressWarnings("unchecked") // it was one of them
        TaskFuture<R> known = (TaskFuture<R>) next;
        return known;
    }

    /** Leaves nothing behind on futures that are not done. */
    void end() {
        pending.forEach(future -> future.unwatch(self));
    }
}
