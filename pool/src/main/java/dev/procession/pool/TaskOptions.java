package dev.procession.pool;

/**
 * How tasks are to be run, for {@link ProcessPool#with}.
 *
 * @param attempts how often a task may be started: 1, the default, runs it at most once; with more, it is started anew
 *     when its worker died while it ran. An exception that a task throws is its result and is never retried
 * @param chunkSize how many items of a {@code map} travel together; 0, the default, measures and chooses. Chunks are
 *     dispatch only: each item keeps its own outcome
 */
public record TaskOptions(int attempts, int chunkSize) {
    private static final TaskOptions DEFAULTS = new TaskOptions(1, 0);

    /**
     * Checks the values.
     *
     * @param attempts how often a task may be started
     * @param chunkSize how many items travel together
     */
    public TaskOptions {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts is " + attempts + ", the least is 1");
        }
        if (chunkSize < 0) {
            throw new IllegalArgumentException("chunkSize is " + chunkSize + ", the least is 0 (automatic)");
        }
    }

    /**
     * One attempt, automatic chunks.
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
     * The same with another number of attempts.
     *
     * @param attempts how often a task may be started, from 1
     * @return a copy
     */
    public TaskOptions withAttempts(int attempts) {
        return new TaskOptions(attempts, chunkSize);
    }

    /**
     * The same with another chunk size.
     *
     * @param items how many items travel together; 0 to choose by measuring
     * @return a copy
     */
    public TaskOptions withChunkSize(int items) {
        return new TaskOptions(attempts, items);
    }
}
