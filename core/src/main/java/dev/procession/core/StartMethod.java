package dev.procession.core;

/**
 * How a {@link JvmProcess} gets its JVM: {@code multiprocessing.set_start_method}. There is no fork: it would copy the calling
 * thread alone, and with it the locks that the JVM's other threads (collector, compilers, reference handler) hold at that
 * moment, which then nobody ever gives back.
 *
 * <p>The default for all processes is the system property {@value #PROPERTY}: {@code spawn} or {@code warm}.
 */
public enum StartMethod {
    /** A fresh JVM, started for this process. */
    SPAWN,

    /**
     * A spare JVM that was started before and waits, if there is one with the same Java home, options, environment, folder,
     * class path and kind of input; a fresh one otherwise. A spare runs one target and ends with it; which class files it has
     * open was settled when it started. Processes that a debugger can attach to are always spawned. See {@link
     * dev.procession.core.launch.Spares}.
     */
    WARM;

    /** The system property with the default. */
    public static final String PROPERTY = "procession.startMethod";

    /**
     * What holds where a builder says nothing.
     *
     * @return the method that the system property {@value #PROPERTY} names, {@link #SPAWN} without it
     * @throws IllegalArgumentException if it names none
     */
    public static StartMethod byDefault() {
        String value = System.getProperty(PROPERTY, "spawn");
        for (StartMethod method : values()) {
            if (method.name().equalsIgnoreCase(value)) {
                return method;
            }
        }
        throw new IllegalArgumentException(
                "The system property " + PROPERTY + " is '" + value + "': it can be spawn or warm");
    }
}
