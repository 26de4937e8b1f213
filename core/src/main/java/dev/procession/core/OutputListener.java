package dev.procession.core;

import java.io.PrintStream;
import java.util.Objects;

/**
 * Is told what a child prints, line by line and in order. Called by the thread that relays the child's output, one per
 * child: a listener that blocks holds up the child once the pipe between them is full. What it throws is logged once
 * and otherwise ignored.
 */
@FunctionalInterface
public interface OutputListener {
    /**
     * Takes one line.
     *
     * @param line what was printed
     */
    void line(OutputLine line);

    /**
     * The default: prints {@code [name] text} to this process's {@link System#err}.
     *
     * @return the listener
     */
    static OutputListener toStandardError() {
        return line -> System.err.println("[" + line.child() + "] " + line.text());
    }

    /**
     * Prints each line to a stream, behind a tag of your own.
     *
     * @param stream where to, for instance {@link System#out}
     * @param tag stands before each line; in it {@code {name}} is the child's name, {@code {pid}} its process id and {@code
     *     {task}} the task that a pool's worker ran, or nothing
     * @return the listener
     */
    static OutputListener tagged(PrintStream stream, String tag) {
        Objects.requireNonNull(stream, "the stream of tagged(...) is null");
        Objects.requireNonNull(tag, "the tag is null");
        return line -> stream.println(tag.replace("{name}", line.child())
                        .replace("{pid}", Long.toString(line.pid()))
                        .replace("{task}", line.task().orElse(""))
                + line.text());
    }

    /**
     * Drops everything. The last 8 KiB still stand in a {@link DeathCertificate}.
     *
     * @return the listener
     */
    static OutputListener discarding() {
        return line -> {};
    }
}
