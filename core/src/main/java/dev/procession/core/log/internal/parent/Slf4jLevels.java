package dev.procession.core.log.internal.parent;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The levels of SLF4J that were set in this process, as severities by logger; the root's name is empty. Loaded where SLF4J is
 * there.
 */
final class Slf4jLevels {
    private Slf4jLevels() {}

    /**
     * The levels now. SLF4J tells only what a logger is enabled for, so the root is asked. Logback tells the others,
     * and so does any provider whose factory has a {@code getLoggerList()} of loggers with a {@code getLevel()}.
     */
    static Map<String, Integer> set() {
        Map<String, Integer> levels = new TreeMap<>();
        Logger root = LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        levels.put("", from(root).getSeverity());
        for (Object logger : list(LoggerFactory.getILoggerFactory())) {
            if (logger instanceof Logger known
                    && !known.getName().equals(Logger.ROOT_LOGGER_NAME)
                    && call(known, "getLevel") != null) {
                levels.put(known.getName(), from(known).getSeverity());
            }
        }
        return levels;
    }

    private static System.Logger.Level from(Logger logger) {
        if (logger.isTraceEnabled()) {
            return System.Logger.Level.TRACE;
        } else if (logger.isDebugEnabled()) {
            return System.Logger.Level.DEBUG;
        } else if (logger.isInfoEnabled()) {
            return System.Logger.Level.INFO;
        } else if (logger.isWarnEnabled()) {
            return System.Logger.Level.WARNING;
        }
        return logger.isErrorEnabled() ? System.Logger.Level.ERROR : System.Logger.Level.OFF;
    }

    private static List<?> list(ILoggerFactory factory) {
        return call(factory, "getLoggerList") instanceof List<?> list ? list : List.of();
    }

    private static @Nullable Object call(Object target, String method) {
        try {
            return target.getClass().getMethod(method).invoke(target);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // another provider
        }
    }
}
