package dev.procession.pool.parent;

import dev.procession.pool.TaskResults;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Results as an iterator, which may throw unchecked exceptions only.
 *
 * @param results where they come from
 */
record PulledIterator<R extends @Nullable Object>(TaskResults<R> results) implements Iterator<R> {
    private static final Duration FOREVER = Duration.ofDays(365);

    @Override
    public boolean hasNext() {
        return results.hasNext();
    }

    @Override
    public R next() {
        try {
            return results.next(FOREVER);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException("interrupted while waiting for a result", e);
        } catch (TimeoutException e) {
            throw new CompletionException(e);
        }
    }
}
