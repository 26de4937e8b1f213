package dev.procession.pool.parent;

import java.time.Duration;

/** What a pool is for. It decides how long its workers may take to end, and how loudly it speaks of trouble. */
public enum Purpose {
    /** Tasks of a user. */
    USE(Duration.ofSeconds(3), System.Logger.Level.WARNING),

    /**
     * The making of a start-up archive, which nobody has asked for and nobody waits for. A worker writes the archive as its
     * last act: a second or two, more on a machine that is busy.
     */
    TRAINING(Duration.ofSeconds(60), System.Logger.Level.DEBUG);

    private final Duration goodbye;
    private final System.Logger.Level trouble;

    Purpose(Duration goodbye, System.Logger.Level trouble) {
        this.goodbye = goodbye;
        this.trouble = trouble;
    }

    /** How long workers that were told to end may take, before they are asked by a signal. */
    Duration goodbye() {
        return goodbye;
    }

    /** How what goes wrong is logged. */
    System.Logger.Level trouble() {
        return trouble;
    }
}
