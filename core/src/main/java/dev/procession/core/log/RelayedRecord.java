package dev.procession.core.log;

import java.io.Serializable;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that a child logged, as text. Texts that are longer than their limit end with a note that says so.
 *
 * @param facade how it was logged
 * @param time when
 * @param severity the level as {@code java.util.logging} and {@link System.Logger.Level#getSeverity} count: 400 trace, 500
 *     debug, 800 info, 900 warning, 1000 error, and whatever lies between
 * @param levelName the level's own name, for instance {@code CONFIG} or {@code WARN}
 * @param logger the logger's name, up to 1,024 characters; empty if it has none
 * @param message the message with its arguments put in, up to 65,536 characters
 * @param thrown what was thrown; null if nothing
 * @param mdc the SLF4J context of the thread that logged, up to 64 entries, unmodifiable
 * @param markers the names of SLF4J markers, up to 64
 * @param keyValues the key-value pairs of SLF4J, up to 64, in order
 * @param source the class and method that logged, as {@code java.util.logging} tells it
 * @param origin the process and thread that logged
 */
public record RelayedRecord(
        LogFacade facade,
        Instant time,
        int severity,
        String levelName,
        String logger,
        String message,
        @Nullable RemoteThrowable thrown,
        Map<String, String> mdc,
        List<String> markers,
        Map<String, String> keyValues,
        Source source,
        Origin origin)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * Where in a program.
     *
     * @param className the class; empty if it is not known
     * @param methodName the method; empty if it is not known
     */
    public record Source(String className, String methodName) implements Serializable {
        private static final long serialVersionUID = 1L;

        /** Not known. */
        public static final Source UNKNOWN = new Source("", "");
    }

    /**
     * Which process and thread.
     *
     * @param worker the child's name; for a child's child all names on the way, as {@code worker-1/worker-2}
     * @param pid its process id
     * @param task what it was running, in words, for instance {@code com.example.Main::parse #17}, the 17th item that this
     *     worker was given; empty if nothing, or if it runs no tasks
     * @param thread the name of the thread that logged; empty if it is not known
     * @param threadId its number in that process
     */
    public record Origin(String worker, long pid, String task, String thread, long threadId) implements Serializable {
        private static final long serialVersionUID = 1L;

        /** What the process that logs puts there; its parent knows its name and pid. */
        private static final long NOT_KNOWN_YET = 0;

        /**
         * The same, as the parent of the child from which it came knows it.
         *
         * @param child the child's name
         * @param childPid the child's pid
         * @return the origin with a pid
         */
        public Origin by(String child, long childPid) {
            return pid == NOT_KNOWN_YET
                    ? new Origin(child, childPid, task, thread, threadId)
                    : new Origin(child + "/" + worker, pid, task, thread, threadId);
        }
    }

    /** Keeps copies of the collections. */
    public RelayedRecord {
        mdc = Map.copyOf(mdc);
        markers = List.copyOf(markers);
        keyValues = Collections.unmodifiableMap(new LinkedHashMap<>(keyValues));
    }

    /**
     * The level among those of {@link System.Logger}: the highest that is not above the record's own; at least {@code TRACE}.
     *
     * @return the level
     */
    public System.Logger.Level level() {
        if (severity >= System.Logger.Level.ERROR.getSeverity()) {
            return System.Logger.Level.ERROR;
        } else if (severity >= System.Logger.Level.WARNING.getSeverity()) {
            return System.Logger.Level.WARNING;
        } else if (severity >= System.Logger.Level.INFO.getSeverity()) {
            return System.Logger.Level.INFO;
        }
        return severity >= System.Logger.Level.DEBUG.getSeverity()
                ? System.Logger.Level.DEBUG
                : System.Logger.Level.TRACE;
    }

    /**
     * The same as the parent of the child from which it came knows it.
     *
     * @param child the child's name
     * @param pid the child's pid
     * @return the record with a whole origin
     */
    public RelayedRecord by(String child, long pid) {
        return new RelayedRecord(
                facade,
                time,
                severity,
                levelName,
                logger,
                message,
                thrown,
                mdc,
                markers,
                keyValues,
                source,
                origin.by(child, pid));
    }

    /** One line, and the stack trace if there is one. */
    @Override
    public String toString() {
        String line = levelName + " " + logger + ": " + message;
        return thrown == null
                ? line
                : line + System.lineSeparator() + thrown.stackTraceText().stripTrailing();
    }
}
