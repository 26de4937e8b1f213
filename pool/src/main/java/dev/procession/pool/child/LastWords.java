package dev.procession.pool.child;

/** How a worker ends that cannot go on: a line for its death certificate, and an exit code of its own. */
enum LastWords {
    /** It cannot understand its parent. */
    PROTOCOL(70),
    /** It ran out of memory and can no longer be relied on. */
    OUT_OF_MEMORY(71),
    /** Its parent is gone; nobody reads what it would say. */
    PARENT_GONE(72);

    private final int exitCode;

    LastWords(int exitCode) {
        this.exitCode = exitCode;
    }

    /** Says why on standard error, which the parent relays, and ends the process without running anything more. */
    void sayAndHalt(String why) {
        System.err.println("procession: " + why);
        Runtime.getRuntime().halt(exitCode);
    }
}
