package dev.procession.pool.parent;

import dev.procession.pool.protocol.Untyped;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands what the items of one call report to its listener, on a callback thread, one after the other: of each item the
 * latest value, and in any case the last one before its outcome. Holds one value for each item that runs, and of those that
 * have ended the last values that the listener has still to hear, up to a bound. Thread-safe.
 */
final class ProgressRelay {
    private static final System.Logger LOG = System.getLogger("dev.procession.pool");

    /** How many items that have ended a listener may be behind: their values are up to 60 KiB each. */
    static final int MOST_ENDED = 1_024;

    private final BiConsumer<Long, @Nullable Object> listener;
    private final Executor callbacks;
    private final Map<Long, Report> waiting = new LinkedHashMap<>();
    private final Queue<Report> ofEnded = new ArrayDeque<>();
    private boolean running;
    private boolean complained;
    private boolean tooFarBehind;

    /** What an item has reported. */
    private record Report(long index, TaskSink sink, EncodedOutcome value) {}

    ProgressRelay(BiConsumer<Long, @Nullable Object> listener, Executor callbacks) {
        this.listener = listener;
        this.callbacks = callbacks;
    }

    /** An item has reported a value. */
    void reported(long index, TaskSink sink, EncodedOutcome value) {
        synchronized (this) {
            waiting.put(index, new Report(index, sink, value));
            if (running) {
                return;
            }
            running = true;
        }
        callbacks.execute(this::handOver);
    }

    /**
     * An item is about to have its outcome. What it has reported last is handed over, unless somebody has completed its
     * future before.
     */
    void ended(long index) {
        if (isTooFarBehind(index)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a progress listener is more than {0} ended items behind: of the earliest ones the last value is left"
                            + " out; it should do less, or hand on to a thread of its own",
                    MOST_ENDED);
        }
    }

    /** Keeps an item's last value; returns whether it is the first time that there are too many. */
    private synchronized boolean isTooFarBehind(long index) {
        Report last = waiting.remove(index);
        if (last != null && last.sink().isWanted()) {
            ofEnded.add(last);
        }
        if (ofEnded.size() <= MOST_ENDED) {
            return false;
        }
        ofEnded.remove();
        boolean isFirst = !tooFarBehind;
        tooFarBehind = true;
        return isFirst;
    }

    private void handOver() {
        for (Report report = next(); report != null; report = next()) {
            tell(report);
        }
    }

    private synchronized @Nullable Report next() {
        Report ended = ofEnded.poll();
        if (ended != null) {
            return ended;
        }
        Iterator<Report> reports = waiting.values().iterator();
        while (reports.hasNext()) {
            Report report = reports.next();
            reports.remove();
            if (report.sink().isWanted()) {
                return report;
            }
        }
        running = false;
        return null;
    }

    private void tell(Report report) {
        try {
            listener.accept(report.index(), Untyped.as(report.value().resolve()));
        } catch (Throwable thrown) {
            if (!complained) {
                complained = true;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "a progress listener failed, or what it was to be told of "
                                + report.value().function().description()
                                + " cannot be decoded; further failures of this call are not logged",
                        thrown);
            }
        }
    }
}
