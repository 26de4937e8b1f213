package dev.procession.pool.parent;

import java.time.Duration;

/**
 * How many workers a pool keeps, and for how long each.
 *
 * @param fewest how many at least
 * @param most how many at the most
 * @param idleTimeout after how long without a task one that is more than the fewest ends
 * @param spares how many are kept ready to take the place of others
 * @param maxTasks how many items one may run; {@link Long#MAX_VALUE} for any number
 * @param recycleAbove with how many bytes of memory in use one is replaced; {@link Long#MAX_VALUE} for never
 */
public record Staffing(int fewest, int most, Duration idleTimeout, int spares, long maxTasks, long recycleAbove) {
    /** After how long an idle worker ends by default. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    /**
     * A fixed number of workers, each kept as long as it lives.
     *
     * @param processes how many
     * @return the staffing
     */
    public static Staffing of(int processes) {
        return new Staffing(processes, processes, IDLE_TIMEOUT, 0, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /**
     * The same with other numbers of workers.
     *
     * @param least how many at least
     * @param greatest how many at the most
     * @return a copy
     */
    public Staffing between(int least, int greatest) {
        return new Staffing(least, greatest, idleTimeout, spares, maxTasks, recycleAbove);
    }

    /**
     * The same with another time-out.
     *
     * @param limit after how long an idle worker ends
     * @return a copy
     */
    public Staffing withIdleTimeout(Duration limit) {
        return new Staffing(fewest, most, limit, spares, maxTasks, recycleAbove);
    }

    /**
     * The same with another number of spares.
     *
     * @param ready how many are kept ready
     * @return a copy
     */
    public Staffing withSpares(int ready) {
        return new Staffing(fewest, most, idleTimeout, ready, maxTasks, recycleAbove);
    }

    /**
     * The same with another number of items.
     *
     * @param items how many a worker may run
     * @return a copy
     */
    public Staffing withMaxTasks(long items) {
        return new Staffing(fewest, most, idleTimeout, spares, items, recycleAbove);
    }

    /**
     * The same with another limit for memory.
     *
     * @param bytes how many bytes a worker may hold
     * @return a copy
     */
    public Staffing withRecycleAbove(long bytes) {
        return new Staffing(fewest, most, idleTimeout, spares, maxTasks, bytes);
    }
}
