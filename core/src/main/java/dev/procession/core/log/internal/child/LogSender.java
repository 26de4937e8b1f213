package dev.procession.core.log.internal.child;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.log.CurrentTask;
import dev.procession.core.log.LogFacade;
import dev.procession.core.log.RelayedRecord;
import dev.procession.core.log.internal.LogFrameWriter;
import dev.procession.core.log.internal.LogProperties;
import dev.procession.core.log.internal.RecordCodec;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends records to this child's parent: when a call returns, the kernel has the record. Thread-safe. Without lambdas, like all
 * that a child runs, since their first use costs a young JVM tens of milliseconds.
 */
final class LogSender {
    /** What is logged while something is being logged, and so on: who goes deeper would not come back. */
    private static final int MOST_NESTED = 8;

    private static final ThreadLocal<@Nullable Nesting> NESTING = new ThreadLocal<>();

    private static final LogSender SHARED = new LogSender(isChild() ? standardError() : null);

    private static volatile @Nullable Supplier<Map<String, String>> mdc;

    private final @Nullable LogFrameWriter writer;

    /** A sender; without a writer it prints, because nobody would take frames out of what this process prints. */
    private LogSender(@Nullable OutputStream out) {
        writer = out == null ? null : new LogFrameWriter(out);
    }

    static LogSender shared() {
        return SHARED;
    }

    /** By what the launcher told this JVM: an agent may log before the child has read who it is. */
    private static boolean isChild() {
        return System.getProperty(LogProperties.JUL_LEVELS) != null
                || System.getProperty(LogProperties.SLF4J_LEVELS) != null;
    }

    /** Opened anew, since a program may close the System.err that it was given. */
    static OutputStream standardError() {
        try {
            return new FileOutputStream("/dev/fd/2");
        } catch (IOException e) {
            return new FileOutputStream(FileDescriptor.err);
        }
    }

    /** Sets where the SLF4J context is kept, once there is one. */
    static void mdcOf(Supplier<Map<String, String>> source) {
        mdc = source;
    }

    /** The calling thread's SLF4J context. */
    static Map<String, String> mdc() {
        Supplier<Map<String, String>> source = mdc;
        return source == null ? Map.of() : source.get();
    }

    /** The calling thread as an origin. */
    static RelayedRecord.Origin origin(String thread, long threadId) {
        return new RelayedRecord.Origin("", 0, CurrentTask.inWords(), LogTexts.name(thread), threadId);
    }

    /**
     * Begins the making of a record.
     *
     * @return false if this thread is deep inside the making of others, and this one is dropped
     */
    boolean enter() {
        Nesting own = NESTING.get();
        if (own == null) {
            own = new Nesting();
            NESTING.set(own);
        }
        boolean room = own.depth < MOST_NESTED;
        if (room) {
            own.depth++;
        } else {
            own.dropped++;
        }
        return room;
    }

    /** Ends what {@link #enter} began. */
    void leave() {
        Nesting own = NESTING.get();
        if (own == null) {
            return;
        }
        own.depth--;
        if (own.depth == 0) {
            NESTING.remove();
            if (own.dropped > 0) {
                reportDropped(own.dropped);
            }
        }
    }

    /** Sends a record. */
    void send(RelayedRecord entry) {
        LogFrameWriter out = writer;
        if (out == null) {
            System.err.println(entry);
            return;
        }
        ByteSink bytes = RecordCodec.encode(entry);
        try {
            out.write(bytes.array(), bytes.size());
        } catch (IOException e) {
            // The parent is gone, and this process ends.
        }
    }

    private void reportDropped(long dropped) {
        String message = dropped + " records were dropped: they were logged by what was being logged, more than "
                + MOST_NESTED + " deep. Look for a toString() or getMessage() that logs itself";
        Thread thread = Thread.currentThread();
        send(new RelayedRecord(
                LogFacade.JUL,
                Instant.now(),
                System.Logger.Level.WARNING.getSeverity(),
                "WARNING",
                "dev.procession.core.log",
                message,
                null,
                Map.of(),
                List.of(),
                Map.of(),
                RelayedRecord.Source.UNKNOWN,
                origin(thread.getName(), thread.getId())));
    }

    /** How deep a thread is inside of it. */
    private static final class Nesting {
        private int depth;
        private long dropped;
    }
}
