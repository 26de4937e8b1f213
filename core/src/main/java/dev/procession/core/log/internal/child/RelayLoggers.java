package dev.procession.core.log.internal.child;

import dev.procession.core.log.internal.LogLevels;
import dev.procession.core.log.internal.LogProperties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;

/** The SLF4J loggers of a child, one for each name. Thread-safe. */
final class RelayLoggers implements ILoggerFactory {
    private final ConcurrentMap<String, Logger> loggers = new ConcurrentHashMap<>();
    private final LogLevels levels = LogLevels.parse(System.getProperty(LogProperties.SLF4J_LEVELS, ""))
            .quiet(System.getProperty(LogProperties.QUIET, ""));

    @Override
    public Logger getLogger(String name) {
        Logger known = loggers.get(name);
        if (known != null) {
            return known;
        }
        Logger made = make(name);
        Logger earlier = loggers.putIfAbsent(name, made);
        return earlier == null ? made : earlier;
    }

    private Logger make(String name) {
        return new RelayLogger(name, Logger.ROOT_LOGGER_NAME.equals(name) ? levels.root() : levels.effective(name));
    }
}
