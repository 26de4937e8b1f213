package dev.procession.core.log.internal;

/** The system properties by which a child is told how to log. Set by the launcher, not by users. */
public final class LogProperties {
    /** What they all begin with; a child does not hand them on. */
    public static final String PREFIX = "procession.log.";

    /** The {@link LogLevels} of {@code java.util.logging}. */
    public static final String JUL_LEVELS = PREFIX + "jul";

    /** The {@link LogLevels} of SLF4J. */
    public static final String SLF4J_LEVELS = PREFIX + "slf4j";

    private LogProperties() {}
}
