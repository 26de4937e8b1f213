package dev.procession.pool.parent;

import java.time.Duration;

/**
 * How long a task that is to stop may go on.
 *
 * @param cancel after it was told and interrupted, before its worker is asked to end
 * @param kill after its worker was asked to end, before that is killed
 */
public record Graces(Duration cancel, Duration kill) {
    /** Long enough to close a file or a connection, short beside the patience of whoever cancels. */
    public static final Graces DEFAULTS = new Graces(Duration.ofSeconds(1), Duration.ofSeconds(1));
}
