package dev.procession.pool;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waiting for several tasks: {@code concurrent.futures.wait} and {@code as_completed}. The futures may be of several pools;
 * one that stands twice in a collection counts once. Waiting leaves nothing behind on a future, however often it is done,
 * and a callback that blocks holds up nobody who waits here.
 */
public final class TaskFutures {
    /** Some three centuries. */
    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private TaskFutures() {}

    /** Until when to wait. */
    public enum Until {
        /** Until one is done, whichever way. */
        FIRST_COMPLETED,
        /** Until one has failed, or all are done. One that was cancelled has not failed. */
        FIRST_EXCEPTION,
        /** Until all are done. */
        ALL_COMPLETED
    }

    /**
     * Waits.
     *
     * @param <R> the results' type
     * @param futures what to wait for
     * @param limit how long at the most; zero or less only looks
     * @param until until when
     * @return those that are done, in the order of the collection, a set of the caller's own; after the limit whatever is
     *     done by then, perhaps none
     * @throws InterruptedException if interrupted while waiting; the tasks go on
     */
    public static <R extends @Nullable Object> Set<TaskFuture<R>> waitFor(
            Collection<TaskFuture<R>> futures, Duration limit, Until until) throws InterruptedException {
        long nanos = nanos(limit);
        Objects.requireNonNull(until, "until is null");
        Set<TaskFuture<R>> all = CompletionWatch.distinct(futures);
        if (!isEnough(all, until)) {
            await(new CompletionWatch<>(all), nanos, until);
        }
        Set<TaskFuture<R>> done = new LinkedHashSet<>(all);
        done.removeIf(future -> !future.isDone());
        return done;
    }

    /**
     * Waits as long as it takes.
     *
     * @param <R> the results' type
     * @param futures what to wait for
     * @param until until when
     * @return those that are done, in the order of the collection, a set of the caller's own
     * @throws InterruptedException if interrupted while waiting; the tasks go on
     */
    public static <R extends @Nullable Object> Set<TaskFuture<R>> waitFor(
            Collection<TaskFuture<R>> futures, Until until) throws InterruptedException {
        return waitFor(futures, FOR_EVER, until);
    }

    private static <R extends @Nullable Object> void await(CompletionWatch<R> watch, long nanos, Until until)
            throws InterruptedException {
        long begin = System.nanoTime();
        try {
            TaskFuture<R> next = watch.next(nanos);
            while (next != null && !isEnough(next, until)) {
                next = watch.next(nanos - (System.nanoTime() - begin));
            }
        } finally {
            watch.end();
        }
    }

    /** Whether nothing has to be waited for. */
    private static boolean isEnough(Set<? extends TaskFuture<?>> all, Until until) {
        boolean any = false;
        boolean every = true;
        for (TaskFuture<?> future : all) {
            boolean done = future.isDone();
            any |= done && isEnough(future, until);
            every &= done;
        }
        return any || every;
    }

    private static boolean isEnough(TaskFuture<?> done, Until until) {
        return switch (until) {
            case FIRST_COMPLETED -> true;
            case FIRST_EXCEPTION -> done.isCompletedExceptionally() && !done.isCancelled();
            case ALL_COMPLETED -> false;
        };
    }

    /**
     * The futures in the order in which they are done; those that are done already come first. Lazy: the iterator waits
     * when it is asked, as long as it takes.
     *
     * <ul>
     *   <li>Each future comes once in each iteration, also if it has failed or was cancelled; its {@code get} returns or
     *       throws at once.
     *   <li>An iterator is for one thread. Who leaves it before its end leaves the tasks running.
     *   <li>An interrupt makes {@code next} throw {@link CompletionException} and stays set; the iteration may go on
     *       afterwards.
     * </ul>
     *
     * @param <R> the results' type
     * @param futures what to wait for, read at once
     * @return the futures; each iterator begins anew
     */
    public static <R extends @Nullable Object> Iterable<TaskFuture<R>> asCompleted(Collection<TaskFuture<R>> futures) {
        return asCompleted(futures, FOR_EVER);
    }

    /**
     * The futures in the order in which they are done, within a limit.
     *
     * @param <R> the results' type
     * @param futures what to wait for, read at once
     * @param limit how long at the most, from this call on; afterwards {@code next} still gives what is done, and else
     *     throws {@link CompletionException} with a {@link java.util.concurrent.TimeoutException} as its cause
     * @return the futures; each iterator begins anew, within the same limit
     */
    public static <R extends @Nullable Object> Iterable<TaskFuture<R>> asCompleted(
            Collection<TaskFuture<R>> futures, Duration limit) {
        long begin = System.nanoTime();
        long nanos = nanos(limit);
        Set<TaskFuture<R>> all = CompletionWatch.distinct(futures);
        return () -> new CompletedIterator<>(all, begin, nanos);
    }

    private static long nanos(Duration limit) {
        return TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(limit, "the limit is null"));
    }
}
