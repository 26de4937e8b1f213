package dev.procession.core;

/**
 * One line that a child printed, on standard output or standard error alike.
 *
 * @param child the child's name
 * @param pid its process id
 * @param text the line without its end; a line longer than 8,192 characters comes in several
 */
public record OutputLine(String child, long pid, String text) {}
