package dev.procession.core.log.internal.parent;

import dev.procession.core.log.LogFacade;
import dev.procession.core.log.LogListener;
import dev.procession.core.log.RelayedLogRecord;
import dev.procession.core.log.RelayedRecord;
import java.util.logging.Logger;

/** Gives records to the loggers of this process. */
public final class ParentLoggers implements LogListener {
    private static final ParentLoggers SHARED = new ParentLoggers();

    private ParentLoggers() {}

    /**
     * The only one.
     *
     * @return the listener
     */
    public static ParentLoggers shared() {
        return SHARED;
    }

    @Override
    public void log(RelayedRecord entry) {
        if (entry.facade() == LogFacade.SLF4J && OwnSlf4j.isThere()) {
            Slf4jLoggers.log(entry);
        } else {
            Logger.getLogger(entry.logger()).log(new RelayedLogRecord(entry));
        }
    }
}
