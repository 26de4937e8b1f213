package dev.procession.pool.parent;

import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskFutures;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for the first of several futures that succeeds. */
final class FirstSuccess<T extends @Nullable Object> {
    private final int all;
    private final Iterator<TaskFuture<T>> completed;

    /**
     * A wait that begins now.
     *
     * @param nanos how long at the most
     */
    FirstSuccess(List<TaskFuture<T>> futures, long nanos) {
        all = futures.size();
        completed = TaskFutures.asCompleted(futures, Duration.ofNanos(nanos)).iterator();
    }

    /** Its result; the failure of the last one if all fail. */
    T await() throws InterruptedException, ExecutionException, TimeoutException {
        ExecutionException last = null;
        for (int failed = 0; failed < all; failed++) {
            TaskFuture<T> next = next(failed);
            try {
                return next.get();
            } catch (ExecutionException e) {
                last = e;
            } catch (RuntimeException e) {
                last = new ExecutionException(e); // cancelled by somebody else
            }
        }
        throw java.util.Objects.requireNonNull(last);
    }

    private TaskFuture<T> next(int failed) throws InterruptedException, TimeoutException {
        try {
            return completed.next();
        } catch (CompletionException e) {
            if (e.getCause() instanceof InterruptedException) {
                Thread.interrupted(); // thrown instead
                throw new InterruptedException("interrupted while waiting for the first of " + all + " tasks");
            }
            throw new TimeoutException("none of " + all + " tasks has succeeded in time, and " + failed
                    + " have failed; all are cancelled now");
        }
    }
}
