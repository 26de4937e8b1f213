package dev.procession.core;

/**
 * How a child's JVM lets a debugger attach (JDWP). Each child listens on a port of its own on the loopback interface, which
 * the system chooses; its JVM prints {@code Listening for transport dt_socket at address: PORT}, which the child's {@link
 * OutputListener} gets like any other line. The port asks nobody for a password: every user of the machine can attach, and run
 * code as this user. What this JVM itself was started with, a debugger included, is never inherited.
 *
 * <p>The default for all children is the system property {@value #PROPERTY}: {@code off}, {@code listen} or {@code suspend}.
 */
public enum DebugMode {
    /** No debugger. */
    OFF,
    /** Runs, and listens for a debugger. */
    LISTEN,
    /** Waits for a debugger before anything runs. */
    SUSPEND;

    /** The system property with the default. */
    public static final String PROPERTY = "procession.debug";

    /**
     * What holds where a builder says nothing.
     *
     * @return the mode that the system property {@value #PROPERTY} names, {@link #OFF} without it
     * @throws IllegalArgumentException if it names none
     */
    public static DebugMode byDefault() {
        String value = System.getProperty(PROPERTY, "off");
        for (DebugMode mode : values()) {
            if (mode.name().equalsIgnoreCase(value)) {
                return mode;
            }
        }
        throw new IllegalArgumentException(
                "The system property " + PROPERTY + " is '" + value + "': it can be off, listen or suspend");
    }
}
