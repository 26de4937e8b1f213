package dev.procession.pool;

import dev.procession.pool.parent.KeyHash;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How tasks are to be run, for {@link ProcessPool#with}. Immutable; each {@code with…} gives a changed copy, and a static
 * method of the option's name the defaults with that one changed.
 */
public final class TaskOptions {
    /** The longest limit: what is left of the clock's range. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final int ITEMS_AHEAD = 1024;
    private static final long BYTES_AHEAD = 16 << 20;

    private static final TaskOptions DEFAULTS =
            new TaskOptions(new Values(1, 0, null, 0, null, null, null, null, ITEMS_AHEAD, BYTES_AHEAD));

    private final Values values;

    private TaskOptions(Values values) {
        this.values = values;
    }

    /** All of it; an option that is added is a component more. */
    private record Values(
            int attempts,
            int chunkSize,
            @Nullable Duration timeout,
            int priority,
            @Nullable Object key,
            @Nullable Function<?, ?> shardBy,
            @Nullable BiConsumer<Long, ?> onProgress,
            @Nullable Consumer<TaskCounts> onCounts,
            int itemsAhead,
            long bytesAhead) {
        Values attempts(int times) {
            return new Values(
                    times, chunkSize, timeout, priority, key, shardBy, onProgress, onCounts, itemsAhead, bytesAhead);
        }

        Values chunkSize(int items) {
            return new Values(
                    attempts, items, timeout, priority, key, shardBy, onProgress, onCounts, itemsAhead, bytesAhead);
        }

        Values timeout(Duration limit) {
            return new Values(
                    attempts, chunkSize, limit, priority, key, shardBy, onProgress, onCounts, itemsAhead, bytesAhead);
        }

        Values priority(int rank) {
            return new Values(
                    attempts, chunkSize, timeout, rank, key, shardBy, onProgress, onCounts, itemsAhead, bytesAhead);
        }

        Values affinity(@Nullable Object same, @Nullable Function<?, ?> keyOf) {
            return new Values(
                    attempts, chunkSize, timeout, priority, same, keyOf, onProgress, onCounts, itemsAhead, bytesAhead);
        }

        Values listeners(@Nullable BiConsumer<Long, ?> progress, @Nullable Consumer<TaskCounts> counts) {
            return new Values(
                    attempts, chunkSize, timeout, priority, key, shardBy, progress, counts, itemsAhead, bytesAhead);
        }

        Values ahead(int items, long bytes) {
            return new Values(attempts, chunkSize, timeout, priority, key, shardBy, onProgress, onCounts, items, bytes);
        }
    }

    /**
     * One attempt, no limit of time, automatic chunks.
     *
     * @return the defaults
     */
    public static TaskOptions defaults() {
        return DEFAULTS;
    }

    /**
     * The defaults with a number of attempts.
     *
     * @param attempts how often a task may be started, from 1
     * @return the options
     */
    public static TaskOptions attempts(int attempts) {
        return DEFAULTS.withAttempts(attempts);
    }

    /**
     * The defaults with a limit of time.
     *
     * @param limit how long a task may run, more than zero
     * @return the options
     */
    public static TaskOptions timeout(Duration limit) {
        return DEFAULTS.withTimeout(limit);
    }

    /**
     * The defaults with a priority.
     *
     * @param rank higher ones run first
     * @return the options
     */
    public static TaskOptions priority(int rank) {
        return DEFAULTS.withPriority(rank);
    }

    /**
     * The defaults with a key.
     *
     * @param same what the tasks have in common, with {@code equals} and {@code hashCode} by value
     * @return the options
     */
    public static TaskOptions key(Object same) {
        return DEFAULTS.withKey(same);
    }

    /**
     * The defaults with a function that gives each task its key.
     *
     * @param <T> the argument's type
     * @param keyOf called in this process, on the thread that encodes the argument
     * @return the options
     */
    public static <T extends @Nullable Object> TaskOptions shardBy(
            Function<? super T, ? extends @Nullable Object> keyOf) {
        return DEFAULTS.withShardBy(keyOf);
    }

    /**
     * The defaults with a listener for what tasks report.
     *
     * @param <P> what they report
     * @param listener told which item, from 0, and what
     * @return the options
     */
    public static <P extends @Nullable Object> TaskOptions onProgress(BiConsumer<? super Long, ? super P> listener) {
        return DEFAULTS.withProgress(listener);
    }

    /**
     * The defaults with a listener for how many items have an outcome.
     *
     * @param listener told the counts
     * @return the options
     */
    public static TaskOptions onCounts(Consumer<? super TaskCounts> listener) {
        return DEFAULTS.withCounts(listener);
    }

    /**
     * How often a task may be started: 1, the default, runs it at most once; with more, it is started anew when its worker
     * died while it ran. An exception that a task throws is its result and is never retried, and neither is a task whose
     * time was up or that was cancelled.
     *
     * @return the number of attempts, from 1
     */
    public int attempts() {
        return values.attempts();
    }

    /**
     * How many items of a {@code map} travel together; 0, the default, measures and chooses: as many as keep a worker busy
     * for two milliseconds by its own measure, fewer towards the end. Of an {@code imap}, 0 is 1. Chunks are dispatch only:
     * each item keeps its own outcome.
     *
     * @return the number of items, or 0
     */
    public int chunkSize() {
        return values.chunkSize();
    }

    /**
     * How long a task may run, counted from its start in the worker, its arguments' decoding and its result's encoding and
     * sending included, and not the time that it waits; in a {@code map} each item for itself. Each attempt has it anew.
     *
     * <p>When it is over the task fails with {@link TaskTimeoutException}, which says where it was. It is then made to stop,
     * as is a task whose future is cancelled or completed by its holder:
     *
     * <ol>
     *   <li>{@link TaskContext#isCancelled()} becomes true and its thread is interrupted;
     *   <li>after the pool's {@linkplain PoolBuilder#cancelGrace grace} its worker is asked to end, by SIGTERM, and after
     *       another one killed. The other tasks that this worker had go to others, and it is replaced.
     * </ol>
     *
     * <p>A worker that {@linkplain ProcessPool#invite joined by hand} cannot be killed from here: the connection to it is
     * ended, and the task may run on there. Its limit counts from when the item was sent.
     *
     * @return the limit; empty, the default, for as long as it takes
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(values.timeout());
    }

    /**
     * Which of the waiting tasks run first: those with the highest priority, and among equals those that were submitted
     * first. 0 is the default; negative ones are for what can wait. What runs is never interrupted for something more
     * urgent, but what a worker was sent and has not started is taken back. Tasks with a low priority wait as long as there
     * are others with a higher one, if need be for ever.
     *
     * @return the priority
     */
    public int priority() {
        return values.priority();
    }

    /**
     * What the tasks have in common: all with equal keys are run by the same worker, one after the other in the order in
     * which they were submitted (those of a higher priority first), as long as that worker lives; then by the one that
     * takes its seat. They wait for that worker, even if others have nothing to do: many keys spread evenly, a few may
     * not, and a key with much work keeps one worker busy. A worker that was {@linkplain ProcessPool#invite joined by hand}
     * runs no tasks with keys.
     *
     * <p>Only the key's hash is used, of 64 bits: keys that hash alike share a worker. It is the same in every run for strings,
     * numbers, enums, UUIDs, and records, optionals, lists, sets and maps of such.
     *
     * @return the key of all tasks; empty, the default, if any worker may run them
     */
    public Optional<Object> key() {
        return Optional.ofNullable(values.key());
    }

    /**
     * What gives each task its own {@link #key()}, from its argument: from the item of a {@code map} or {@code imap}, from an
     * {@link Args} where there are two. Tasks without arguments have no key then, nor have those for which it gives null.
     * What it throws is the failure of that item, and is thrown by {@code apply} and {@code applyAsync}.
     *
     * <p>A {@code map} then reads up to 1,024 chunks ahead, so that one busy worker does not keep the others waiting, and its
     * chunks hold only neighbours that belong to the same worker: sort the items by key to have them travel together.
     *
     * @return the function; empty by default
     */
    public Optional<Function<?, ?>> shardBy() {
        return Optional.ofNullable(values.shardBy());
    }

    /**
     * Who hears what tasks report by {@link TaskContext#progress}: told which item of the call it is, from 0, and the value.
     *
     * <ul>
     *   <li>It runs on the pool's callback threads, for each call one at a time; each item's values come in their order. Of
     *       values that come faster than the listener takes them, each item's latest is kept: it may miss some, and need not
     *       hear the last.
     *   <li>It is not called any more once the item has its outcome, or its future is done; a call that has begun before
     *       may still run then.
     *   <li>It may block; that holds up other progress of the same call, and nothing else. What it throws is logged.
     * </ul>
     *
     * @return the listener; empty by default
     */
    public Optional<BiConsumer<Long, ?>> onProgress() {
        return Optional.ofNullable(values.onProgress());
    }

    /**
     * Who hears how many items of a {@code map}, {@code starmap} or {@code imap} have their outcome: the latest counts, never
     * fewer than before, on the pool's callback threads; the last ones before the call returns or its future is done, on
     * the thread that brings that about, which waits for the listener. What it throws is logged.
     *
     * @return the listener; empty by default
     */
    public Optional<Consumer<TaskCounts>> onCounts() {
        return Optional.ofNullable(values.onCounts());
    }

    /**
     * How many items of an {@code imap} are pulled ahead of the results that are taken, at the most. Default: 1,024.
     *
     * @return the number of items
     */
    public int itemsAhead() {
        return values.itemsAhead();
    }

    /**
     * How many bytes the arguments and results of an {@code imap} may have that are ahead of the results that are taken, as
     * they are encoded; results that are still to come count as large as the largest of late. Each worker may always have
     * an item to run, so that the result of one for each may exceed it, and more where results suddenly grow. Default: 16 MiB.
     *
     * @return the number of bytes
     */
    public long bytesAhead() {
        return values.bytesAhead();
    }

    /**
     * The same with other bounds for {@code imap}.
     *
     * @param items how many items may be ahead, from 1
     * @param bytes how many bytes of arguments and results, from 1; a single item goes whatever its size
     * @return a copy
     */
    public TaskOptions withAhead(int items, long bytes) {
        if (items < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    "ahead is " + items + " items and " + bytes + " bytes, the least is 1 of each");
        }
        return new TaskOptions(values.ahead(items, bytes));
    }

    /**
     * The same with another number of attempts.
     *
     * @param times how often a task may be started, from 1
     * @return a copy
     */
    public TaskOptions withAttempts(int times) {
        if (times < 1) {
            throw new IllegalArgumentException(
                    "attempts is " + times + ", the least is 1: it runs once, whatever becomes of its worker");
        }
        return new TaskOptions(values.attempts(times));
    }

    /**
     * The same with another chunk size.
     *
     * @param items how many items travel together; 0 to choose by measuring
     * @return a copy
     */
    public TaskOptions withChunkSize(int items) {
        if (items < 0) {
            throw new IllegalArgumentException("chunkSize is " + items + ", the least is 0 (automatic)");
        }
        return new TaskOptions(values.chunkSize(items));
    }

    /**
     * The same with another limit of time.
     *
     * @param limit how long a task may run, more than zero and at most a hundred years
     * @return a copy
     */
    public TaskOptions withTimeout(Duration limit) {
        Objects.requireNonNull(limit, "the timeout is null");
        if (limit.isNegative() || limit.isZero() || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("timeout is " + limit + ", it must be more than zero and at most "
                    + LONGEST + "; leave it out for tasks without a limit");
        }
        return new TaskOptions(values.timeout(limit));
    }

    /**
     * The same with another priority.
     *
     * @param rank higher ones run first
     * @return a copy
     */
    public TaskOptions withPriority(int rank) {
        return new TaskOptions(values.priority(rank));
    }

    /**
     * The same with a key for all tasks, in place of a function that gives one.
     *
     * @param same what the tasks have in common, with {@code equals} and {@code hashCode} by value
     * @return a copy
     * @throws IllegalArgumentException if the {@code hashCode} of the key, or of something in it, is that of {@code Object},
     *     as an array's is; if the key holds itself, or more than 1,048,576 values, or is nested more than 64 levels deep
     */
    public TaskOptions withKey(Object same) {
        KeyHash.of(Objects.requireNonNull(same, "the key is null"));
        return new TaskOptions(values.affinity(same, null));
    }

    /**
     * The same with a function that gives each task its key, in place of a key for all.
     *
     * @param <T> the argument's type
     * @param keyOf called in this process, on the thread that encodes the argument
     * @return a copy
     */
    public <T extends @Nullable Object> TaskOptions withShardBy(Function<? super T, ? extends @Nullable Object> keyOf) {
        return new TaskOptions(
                values.affinity(null, Objects.requireNonNull(keyOf, "the function that gives keys is null")));
    }

    /**
     * The same with a listener for what tasks report.
     *
     * @param <P> what they report
     * @param listener told which item, from 0, and what
     * @return a copy
     */
    @SuppressWarnings("unchecked") // it is only ever called
    public <P extends @Nullable Object> TaskOptions withProgress(BiConsumer<? super Long, ? super P> listener) {
        Objects.requireNonNull(listener, "the listener for progress is null");
        return new TaskOptions(values.listeners((BiConsumer<Long, ?>) listener, values.onCounts()));
    }

    /**
     * The same with a listener for how many items have an outcome.
     *
     * @param listener told the counts
     * @return a copy
     */
    @SuppressWarnings("unchecked") // it is only ever called
    public TaskOptions withCounts(Consumer<? super TaskCounts> listener) {
        Objects.requireNonNull(listener, "the listener for counts is null");
        return new TaskOptions(values.listeners(values.onProgress(), (Consumer<TaskCounts>) listener));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TaskOptions that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "TaskOptions" + values.toString().substring("Values".length());
    }
}
