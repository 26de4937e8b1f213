package dev.procession.core.log;

import dev.procession.core.log.internal.parent.ParentLoggers;

/**
 * Is told what children log, record by record. Called by the thread that relays the child's output, one per child, in the
 * order in which the child logged and printed. A listener that blocks holds up the child once the pipe between them is
 * full, and nothing else: records are neither dropped nor gathered in memory. What it throws is logged once and counted; the
 * record is then lost.
 */
@FunctionalInterface
public interface LogListener {
    /**
     * Takes one record.
     *
     * @param entry what was logged
     */
    void log(RelayedRecord entry);

    /**
     * The default: gives each record to the logger of the same name in this process, as if it had been logged here. SLF4J
     * records go to SLF4J, with the entries {@code procession.worker}, {@code procession.pid}, {@code procession.task} and
     * {@code procession.thread} in the MDC; records of {@code java.util.logging}, and those of SLF4J where this process has
     * no provider for it, go to {@code java.util.logging} as {@link RelayedLogRecord}.
     *
     * @return the listener, the same at every call
     */
    static LogListener toOwnLoggers() {
        return ParentLoggers.shared();
    }

    /**
     * Leaves children alone: they log as their own class path and options say, and nothing is relayed but what they print.
     *
     * @return the listener, the same at every call; it is never told anything
     */
    static LogListener leftToChild() {
        return LeftToChild.SHARED;
    }
}
