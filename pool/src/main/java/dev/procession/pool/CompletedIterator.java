package dev.procession.pool;

import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One pass over futures in the order in which they are done. */
final class CompletedIterator<R extends @Nullable Object> implements Iterator<TaskFuture<R>> {
    private final CompletionWatch<R> watch;
    private final int all;
    private final long begin;
    private final long nanos;

    /**
     * A pass.
     *
     * @param begin from when on the limit counts, in {@link System#nanoTime} terms
     * @param nanos the limit
     */
    CompletedIterator(Set<TaskFuture<R>> futures, long begin, long nanos) {
        watch = new CompletionWatch<>(futures);
        all = futures.size();
        this.begin = begin;
        this.nanos = nanos;
    }

    @Override
    public boolean hasNext() {
        return watch.left() > 0;
    }

    @Override
    public TaskFuture<R> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all " + all + " futures were given");
        }
        try {
            TaskFuture<R> next = watch.next(nanos - (System.nanoTime() - begin));
            if (next != null) {
                return next;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException("interrupted while waiting for one of " + watch.left() + " futures", e);
        }
        String message = watch.left() + " of " + all + " futures were not done within " + Duration.ofNanos(nanos);
        throw new CompletionException(message, new TimeoutException(message));
    }
}
