package dev.procession.core.log.internal;

import dev.procession.core.log.RelayedRecord;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How an origin stands in an SLF4J context, and so travels on when a child logs what its own child has logged. */
public final class LogMdc {
    private static final String WORKER = "procession.worker";
    private static final String PID = "procession.pid";
    private static final String TASK = "procession.task";
    private static final String THREAD = "procession.thread";

    private LogMdc() {}

    /**
     * Adds the entries of an origin.
     *
     * @param origin where a record comes from
     * @param context where to
     */
    public static void put(RelayedRecord.Origin origin, Map<String, String> context) {
        context.put(WORKER, origin.worker());
        context.put(PID, Long.toString(origin.pid()));
        context.put(THREAD, origin.thread());
        if (origin.task().isEmpty()) {
            context.remove(TASK);
        } else {
            context.put(TASK, origin.task());
        }
    }

    /**
     * Takes such entries out.
     *
     * @param context a copy of a context
     * @return the origin that they told; null if there are none, or if they are a user's own
     */
    public static RelayedRecord.@Nullable Origin take(Map<String, String> context) {
        String pid = context.remove(PID);
        if (pid == null) {
            return null;
        }
        String worker = context.remove(WORKER);
        String task = context.remove(TASK);
        String thread = context.remove(THREAD);
        try {
            return new RelayedRecord.Origin(orEmpty(worker), Long.parseLong(pid), orEmpty(task), orEmpty(thread), 0);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
