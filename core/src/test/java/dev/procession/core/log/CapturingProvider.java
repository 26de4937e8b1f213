package dev.procession.core.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** What these tests log by, as a program logs by Logback: keeps events, and prints them. */
public final class CapturingProvider implements SLF4JServiceProvider {
    /** What was logged in this process. */
    public static final Queue<Captured> CAPTURED = new ConcurrentLinkedQueue<>();

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter mdc = new BasicMDCAdapter();
    private final Loggers loggers = new Loggers();

    /** One event. */
    public record Captured(
            String logger,
            Level level,
            String message,
            Throwable thrown,
            Map<String, String> mdc,
            List<String> extras) {}

    @Override
    public ILoggerFactory getLoggerFactory() {
        return loggers;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return mdc;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {}

    /** Tells its loggers, as Logback's does. */
    public static final class Loggers implements ILoggerFactory {
        private final Map<String, Capturing> loggers = new ConcurrentHashMap<>();

        @Override
        public Capturing getLogger(String name) {
            return loggers.computeIfAbsent(name, Capturing::new);
        }

        public List<Capturing> getLoggerList() {
            return new ArrayList<>(loggers.values());
        }
    }

    /** Has a level that can be set. */
    public static final class Capturing extends LegacyAbstractLogger implements LoggingEventAware {
        private static final long serialVersionUID = 1L;

        private volatile Level level;

        Capturing(String name) {
            this.name = name;
        }

        public Level getLevel() {
            return level;
        }

        public void setLevel(Level value) {
            level = value;
        }

        private boolean isEnabled(Level asked) {
            Level from = level == null ? Level.INFO : level;
            return asked.toInt() >= from.toInt();
        }

        @Override
        public boolean isTraceEnabled() {
            return isEnabled(Level.TRACE);
        }

        @Override
        public boolean isDebugEnabled() {
            return isEnabled(Level.DEBUG);
        }

        @Override
        public boolean isInfoEnabled() {
            return isEnabled(Level.INFO);
        }

        @Override
        public boolean isWarnEnabled() {
            return isEnabled(Level.WARN);
        }

        @Override
        public boolean isErrorEnabled() {
            return isEnabled(Level.ERROR);
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level at, Marker marker, String pattern, Object[] arguments, Throwable thrown) {
            keep(at, MessageFormatter.basicArrayFormat(pattern, arguments), thrown, List.of());
        }

        @Override
        public void log(LoggingEvent event) {
            List<String> extras = new ArrayList<>();
            if (event.getMarkers() != null) {
                event.getMarkers().forEach(marker -> extras.add(marker.getName()));
            }
            if (event.getKeyValuePairs() != null) {
                event.getKeyValuePairs().forEach(pair -> extras.add(pair.key + "=" + pair.value));
            }
            keep(event.getLevel(), event.getMessage(), event.getThrowable(), extras);
        }

        private void keep(Level at, String message, Throwable thrown, List<String> extras) {
            Map<String, String> context = MDC.getCopyOfContextMap();
            CAPTURED.add(new Captured(name, at, message, thrown, context == null ? Map.of() : context, extras));
            System.out.println("captured " + message);
        }
    }
}
