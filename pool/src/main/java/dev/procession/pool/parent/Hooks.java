package dev.procession.pool.parent;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What each worker runs before its first task and after its last.
 *
 * @param initializer before the first; null for nothing
 * @param finalizer after the last, if the worker ends in order; null for nothing
 * @param finalizerTimeout how long that may take
 */
public record Hooks(@Nullable Hook initializer, @Nullable Hook finalizer, Duration finalizerTimeout) {
    /** How long a finalizer may take by default. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /** Nothing is run. */
    public static final Hooks NONE = new Hooks(null, null, DEFAULT_TIMEOUT);

    /**
     * The same with another initializer.
     *
     * @param hook what to run
     * @return a copy
     */
    public Hooks initializedBy(Hook hook) {
        return new Hooks(hook, finalizer, finalizerTimeout);
    }

    /**
     * The same with another finalizer.
     *
     * @param hook what to run
     * @return a copy
     */
    public Hooks finalizedBy(Hook hook) {
        return new Hooks(initializer, hook, finalizerTimeout);
    }

    /**
     * The same with another limit.
     *
     * @param limit how long a finalizer may take
     * @return a copy
     */
    public Hooks withTimeout(Duration limit) {
        return new Hooks(initializer, finalizer, limit);
    }
}
