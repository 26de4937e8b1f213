package dev.procession.core;

import java.util.Optional;

/**
 * One line that a child printed, on standard output or standard error alike.
 *
 * @param child the child's name
 * @param pid its process id
 * @param text the line without its end; a line longer than 8,192 characters comes in several
 * @param task the task of a pool that the worker ran when the line was begun, in the words of its log records; empty if it ran
 *     none, and for what is no worker of a pool. What was not printed by {@link System#out} or {@link System#err}, but by
 *     native code or a subprocess, has the task of what was printed before
 */
public record OutputLine(String child, long pid, String text, Optional<String> task) {
    /**
     * A line of no task.
     *
     * @param child the child's name
     * @param pid its process id
     * @param text the line without its end
     */
    public OutputLine(String child, long pid, String text) {
        this(child, pid, text, Optional.empty());
    }
}
