package dev.procession.pool.parent;

import dev.procession.core.launch.LocalLauncher;
import dev.procession.core.launch.SpawnGuard;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says, when the JVM ends, which pools had tasks that are dropped by it: one line for all of them. Printed, not logged:
 * loggers may have been closed by then. A child that is ended by a signal says nothing, for whoever ended it knows.
 */
final class ExitNotice {
    /** The system property that silences it, by {@code off}: for programs that have a word of their own. */
    static final String PROPERTY = "procession.exitNotice";

    private static final List<ExitNotice> POSTED = new CopyOnWriteArrayList<>();

    private static @Nullable String text;

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(ExitNotice::print, "procession-exit"));
            // Tasks are counted before their workers are ended beside it, but nobody waits there for a print.
            LocalLauncher.shared().beforeShutdown(ExitNotice::text);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and starts no workers any more.
        }
    }

    private final String pool;
    private final LongSupplier tasks;
    private final BooleanSupplier isClosing;

    /**
     * A notice that is not posted yet.
     *
     * @param pool the pool's name
     * @param tasks how many tasks are open
     * @param isClosing whether the pool was told to close, so that nobody has forgotten it
     */
    ExitNotice(String pool, LongSupplier tasks, BooleanSupplier isClosing) {
        this.pool = pool;
        this.tasks = tasks;
        this.isClosing = isClosing;
    }

    /** From now on it is heeded. */
    void post() {
        POSTED.add(this);
    }

    /** The pool was closed. */
    void withdraw() {
        POSTED.remove(this);
    }

    private static void print() {
        String line = text();
        if (!line.isEmpty() && !System.getProperty(PROPERTY, "").equals("off")) {
            System.err.println(line);
        }
    }

    /** What is to be said; nothing if it is empty. As it was when first asked for. */
    private static synchronized String text() {
        if (text == null) {
            text = isEndedBySignal() ? interrupted() : leftOpen();
        }
        return text;
    }

    private static String interrupted() {
        if (SpawnGuard.depth() > 0) {
            return "";
        }
        String dropped = list(POSTED);
        return dropped.isEmpty() ? "" : "interrupted: " + dropped + " dropped";
    }

    private static String leftOpen() {
        String lost = list(POSTED.stream()
                .filter(notice -> !notice.isClosing.getAsBoolean())
                .toList());
        return lost.isEmpty() ? "" : "left open: " + lost + " lost; close pools, best with try (...)";
    }

    /** Such as "2 tasks of pool-1 and 1 of pool-2 are"; empty if no task is open. */
    private static String list(List<ExitNotice> notices) {
        StringBuilder list = new StringBuilder();
        long all = 0;
        for (ExitNotice notice : notices) {
            long open = notice.tasks.getAsLong();
            if (open > 0) {
                list.append(all > 0 ? " and " : "").append(open);
                list.append(all > 0 ? "" : open == 1 ? " task" : " tasks");
                list.append(" of ").append(notice.pool);
                all += open;
            }
        }
        return all == 0 ? "" : list + (all == 1 ? " is" : " are");
    }

    /** The JVM runs what a signal asks for on a thread that has the signal's name. */
    private static boolean isEndedBySignal() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .anyMatch(name -> name.startsWith("SIG") && name.endsWith(" handler"));
    }
}
