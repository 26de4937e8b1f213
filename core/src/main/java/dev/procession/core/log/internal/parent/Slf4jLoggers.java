package dev.procession.core.log.internal.parent;

import dev.procession.core.log.RelayedRecord;
import dev.procession.core.log.internal.LogMdc;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Gives records to SLF4J. Loaded where that is there. */
final class Slf4jLoggers {
    private Slf4jLoggers() {}

    /** Logs a record, with its context and origin in the MDC during the call. */
    static void log(RelayedRecord entry) {
        Logger logger = LoggerFactory.getLogger(entry.logger());
        Level level = level(entry.level());
        if (!logger.isEnabledForLevel(level)) {
            return;
        }
        Map<String, String> before = MDC.getCopyOfContextMap();
        Map<String, String> context = new HashMap<>(entry.mdc());
        LogMdc.put(entry.origin(), context);
        MDC.setContextMap(context);
        try {
            LoggingEventBuilder event = logger.makeLoggingEventBuilder(level).setMessage(entry.message());
            for (String marker : entry.markers()) {
                event = event.addMarker(MarkerFactory.getMarker(marker));
            }
            for (Map.Entry<String, String> pair : entry.keyValues().entrySet()) {
                event = event.addKeyValue(pair.getKey(), pair.getValue());
            }
            if (entry.thrown() != null) {
                event = event.setCause(entry.thrown());
            }
            event.log();
        } finally {
            if (before == null) {
                MDC.clear();
            } else {
                MDC.setContextMap(before);
            }
        }
    }

    private static Level level(System.Logger.Level level) {
        return switch (level) {
            case ALL, TRACE -> Level.TRACE;
            case DEBUG -> Level.DEBUG;
            case INFO -> Level.INFO;
            case WARNING -> Level.WARN;
            case ERROR, OFF -> Level.ERROR;
        };
    }
}
