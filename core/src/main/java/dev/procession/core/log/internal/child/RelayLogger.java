package dev.procession.core.log.internal.child;

import dev.procession.core.codec.internal.StackText;
import dev.procession.core.log.LogFacade;
import dev.procession.core.log.RelayedRecord;
import dev.procession.core.log.RemoteThrowable;
import dev.procession.core.log.internal.LogMdc;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** An SLF4J logger of a child. Public, since SLF4J calls {@link #log} by reflection. */
public final class RelayLogger extends LegacyAbstractLogger implements LoggingEventAware {
    private static final long serialVersionUID = 1L;

    private static final Map<Level, Integer> SEVERITIES = Map.of(
            Level.TRACE, System.Logger.Level.TRACE.getSeverity(),
            Level.DEBUG, System.Logger.Level.DEBUG.getSeverity(),
            Level.INFO, System.Logger.Level.INFO.getSeverity(),
            Level.WARN, System.Logger.Level.WARNING.getSeverity(),
            Level.ERROR, System.Logger.Level.ERROR.getSeverity());

    private final int from;

    /** A logger that logs from a severity on. */
    RelayLogger(String name, int from) {
        this.name = name;
        this.from = from;
    }

    private static int severity(Level level) {
        return SEVERITIES.getOrDefault(level, level.toInt());
    }

    private boolean isEnabled(System.Logger.Level level) {
        return level.getSeverity() >= from;
    }

    @Override
    public boolean isTraceEnabled() {
        return isEnabled(System.Logger.Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return isEnabled(System.Logger.Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return isEnabled(System.Logger.Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return isEnabled(System.Logger.Level.WARNING);
    }

    @Override
    public boolean isErrorEnabled() {
        return isEnabled(System.Logger.Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null; // the caller is not looked for
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        LogSender sender = LogSender.shared();
        if (!sender.enter()) {
            return;
        }
        try {
            List<Marker> markers = marker == null ? List.of() : List.of(marker);
            String thread = Thread.currentThread().getName();
            sender.send(relayed(
                    level,
                    message(pattern, arguments),
                    thrown,
                    extras(markers, List.of()),
                    new Moment(Instant.now(), thread)));
        } finally {
            sender.leave();
        }
    }

    /** By the fluent interface; or by SLF4J, for what was logged while it was starting. */
    @Override
    public void log(LoggingEvent event) {
        LogSender sender = LogSender.shared();
        if (severity(event.getLevel()) < from || !sender.enter()) {
            return;
        }
        try {
            String thread = event.getThreadName();
            long millis = event.getTimeStamp();
            sender.send(relayed(
                    event.getLevel(),
                    message(event.getMessage(), event.getArgumentArray()),
                    event.getThrowable(),
                    extras(orNone(event.getMarkers()), orNone(event.getKeyValuePairs())),
                    new Moment(
                            millis == 0 ? Instant.now() : Instant.ofEpochMilli(millis),
                            thread == null ? Thread.currentThread().getName() : thread)));
        } finally {
            sender.leave();
        }
    }

    /** When something was logged, and by which thread. */
    private record Moment(Instant time, String thread) {}

    /** What the fluent interface adds to a message. */
    private record Extras(List<String> markers, Map<String, String> values) {}

    private static Extras extras(List<Marker> markers, List<KeyValuePair> pairs) {
        return new Extras(names(markers), values(pairs));
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static String message(@Nullable String pattern, Object @Nullable [] arguments) {
        String message = MessageFormatter.basicArrayFormat(pattern, arguments);
        return message == null ? "null" : StackText.shortened(message);
    }

    private RelayedRecord relayed(
            Level level, String message, @Nullable Throwable thrown, Extras extras, Moment moment) {
        Map<String, String> context = new LinkedHashMap<>(LogSender.mdc());
        RelayedRecord.Origin ofChild = LogMdc.take(context);
        Thread current = Thread.currentThread();
        long threadId = current.getName().equals(moment.thread()) ? current.getId() : 0;
        return new RelayedRecord(
                LogFacade.SLF4J,
                moment.time(),
                severity(level),
                level.toString(),
                LogTexts.name(name),
                message,
                thrown == null ? null : RemoteThrowable.of(thrown),
                LogTexts.entries(context),
                extras.markers(),
                extras.values(),
                RelayedRecord.Source.UNKNOWN,
                ofChild == null ? LogSender.origin(moment.thread(), threadId) : ofChild);
    }

    private static List<String> names(List<Marker> markers) {
        List<String> names = new ArrayList<>();
        for (Marker marker : markers) {
            if (names.size() < LogTexts.MOST_ENTRIES) {
                names.add(LogTexts.name(marker.getName()));
            }
        }
        return names;
    }

    private static Map<String, String> values(List<KeyValuePair> pairs) {
        Map<String, String> values = new LinkedHashMap<>();
        for (KeyValuePair pair : pairs) {
            if (values.size() < LogTexts.MOST_ENTRIES) {
                values.put(LogTexts.name(pair.key), LogTexts.value(pair.value));
            }
        }
        return values;
    }
}
