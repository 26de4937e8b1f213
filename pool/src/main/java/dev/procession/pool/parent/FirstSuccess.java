package dev.procession.pool.parent;

import dev.procession.pool.TaskFuture;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for the first of several futures that succeeds. */
final class FirstSuccess<T extends @Nullable Object> {
    private final int all;
    private final BlockingQueue<TaskFuture<T>> done = new LinkedBlockingQueue<>();

    FirstSuccess(List<TaskFuture<T>> futures) {
        all = futures.size();
        for (TaskFuture<T> future : futures) {
            CompletableFuture<?> unused = future.whenComplete((value, failure) -> done.add(future));
        }
    }

    /** Its result; the failure of the last one if all fail. */
    T await(long nanos) throws InterruptedException, ExecutionException, TimeoutException {
        long begin = System.nanoTime();
        ExecutionException last = null;
        for (int i = 0; i < all; i++) {
            TaskFuture<T> next = done.poll(nanos - (System.nanoTime() - begin), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new TimeoutException("none of " + all + " tasks has succeeded in time, and " + i
                        + " have failed; all are cancelled now");
            }
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
}
