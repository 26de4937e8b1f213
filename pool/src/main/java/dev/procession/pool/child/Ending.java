package dev.procession.pool.child;

/** How a worker ends that cannot go on. */
@FunctionalInterface
interface Ending {
    /** That of a process: nothing comes after it. */
    Ending OF_THE_PROCESS = LastWords::sayAndHalt;

    /**
     * Ends the worker. Called on any of its threads; who calls it has nothing more to do.
     *
     * @param kind what has happened
     * @param why the same in words
     * @param detail appended as its {@code toString} tells it
     */
    void end(LastWords kind, String why, Object detail);

    /** The same without a detail. */
    default void end(LastWords kind, String why) {
        end(kind, why, "");
    }
}
