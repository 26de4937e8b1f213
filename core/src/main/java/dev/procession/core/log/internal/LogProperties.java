package dev.procession.core.log.internal;

/** The system properties by which a child is told how to log. Set by the launcher, not by users. */
public final class LogProperties {
    /** What they all begin with; a child does not hand them on. */
    public static final String PREFIX = "procession.log.";

    /** The {@link LogLevels} of {@code java.util.logging}. */
    public static final String JUL_LEVELS = PREFIX + "jul";

    /** The {@link LogLevels} of SLF4J. */
    public static final String SLF4J_LEVELS = PREFIX + "slf4j";

    /**
     * Names of SLF4J loggers, with commas between, that log errors alone unless a level is set for them: how a transport keeps
     * its library from talking into the user's log.
     */
    public static final String QUIET = PREFIX + "quiet";

    private LogProperties() {}
}
