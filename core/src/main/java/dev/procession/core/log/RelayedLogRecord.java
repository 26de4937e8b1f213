package dev.procession.core.log;

import java.util.logging.Level;
import java.util.logging.LogRecord;

/** A {@link RelayedRecord} for the handlers, filters and formatters of {@code java.util.logging}. */
public final class RelayedLogRecord extends LogRecord {
    private static final long serialVersionUID = 1L;

    private final RelayedRecord relayed;

    /**
     * The record for {@code java.util.logging}. It has no parameters: the message is whole.
     *
     * @param relayed as it came
     */
    public RelayedLogRecord(RelayedRecord relayed) {
        super(level(relayed), relayed.message());
        this.relayed = relayed;
        setLoggerName(relayed.logger());
        setInstant(relayed.time());
        setLongThreadID(Math.max(0, relayed.origin().threadId()));
        setThrown(relayed.thrown());
        setSourceClassName(emptyToNull(relayed.source().className()));
        setSourceMethodName(emptyToNull(relayed.source().methodName()));
    }

    @SuppressWarnings("NullAway") // LogRecord takes null for a caller that is not known, and then looks for none.
    private static String emptyToNull(String name) {
        return name.isEmpty() ? null : name;
    }

    /** The level of that name, if this process means the same by it. */
    private static Level level(RelayedRecord relayed) {
        try {
            Level named = Level.parse(relayed.levelName());
            if (named.intValue() == relayed.severity()) {
                return named;
            }
        } catch (IllegalArgumentException unknown) {
            // SLF4J's own, or one of the child's own.
        }
        return relayed.facade() == LogFacade.JUL
                ? Level.parse(Integer.toString(relayed.severity()))
                : standard(relayed.level());
    }

    private static Level standard(System.Logger.Level level) {
        return switch (level) {
            case ALL, TRACE -> Level.FINER;
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARNING -> Level.WARNING;
            case ERROR, OFF -> Level.SEVERE;
        };
    }

    /**
     * All that is known of it: worker, pid, task, thread, MDC.
     *
     * @return the record as it came
     */
    public RelayedRecord relayed() {
        return relayed;
    }
}
