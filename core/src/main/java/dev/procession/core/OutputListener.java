package dev.procession.core;

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
     * Drops everything. The last 8 KiB still stand in a {@link DeathCertificate}.
     *
     * @return the listener
     */
    static OutputListener discarding() {
        return line -> {};
    }
}
