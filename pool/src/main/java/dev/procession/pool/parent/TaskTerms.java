package dev.procession.pool.parent;

import dev.procession.pool.TaskCounts;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.protocol.Untyped;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the tasks of one call are to be run.
 *
 * @param attempts how often each may be started
 * @param limitNanos how long each may run; 0 for as long as it takes
 * @param priority higher ones first
 * @param key the shard of all of them; 0 if they have none
 * @param keyOf gives each its key; null if they have none
 * @param progress hears what they report; null if nobody does
 * @param counts hears how many have an outcome; null if nobody does
 */
record TaskTerms(
        int attempts,
        long limitNanos,
        int priority,
        long key,
        @Nullable Function<Object, @Nullable Object> keyOf,
        @Nullable BiConsumer<Long, @Nullable Object> progress,
        @Nullable Consumer<TaskCounts> counts) {
    static final TaskTerms DEFAULTS = of(TaskOptions.defaults());

    static TaskTerms of(TaskOptions options) {
        return new TaskTerms(
                options.attempts(),
                options.timeout().map(Duration::toNanos).orElse(0L),
                options.priority(),
                options.key().map(KeyHash::of).orElse(0L),
                Untyped.as(options.shardBy().orElse(null)),
                Untyped.as(options.onProgress().orElse(null)),
                options.onCounts().orElse(null));
    }

    /** What hands on what the items of one call report; null if nobody listens. */
    @Nullable
    ProgressRelay progressRelay(PoolThreads threads) {
        return progress == null ? null : new ProgressRelay(progress, threads.callbacks());
    }

    /** What tells how far one call has come; null if nobody listens. */
    @Nullable
    CountRelay countRelay(OptionalLong total, PoolThreads threads) {
        return counts == null ? null : new CountRelay(counts, total, threads.callbacks());
    }

    boolean isTimed() {
        return limitNanos > 0;
    }

    /** Whether items of one call may have different shards. */
    boolean isSharded() {
        return keyOf != null;
    }

    /** The shard of an item; 0 if any worker may run it. */
    long shardOf(@Nullable Object item) {
        if (keyOf == null) {
            return key;
        }
        Object own = keyOf.apply(Untyped.as(item));
        return own == null ? 0 : KeyHash.of(own);
    }
}
