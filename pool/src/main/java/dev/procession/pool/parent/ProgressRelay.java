package dev.procession.pool.parent;

import dev.procession.pool.protocol.Untyped;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands what the items of one call report to its listener, on a callback thread, one after the other: of each item the
 * latest value, as long as it has no outcome. Holds one value for each item that runs. Thread-safe.
 */
final class ProgressRelay {
    private static final System.Logger LOG = System.getLogger("dev.procession.pool");

    private final BiConsumer<Long, @Nullable Object> listener;
    private final Executor callbacks;
    private final Map<Long, Report> waiting = new LinkedHashMap<>();
    private boolean running;
    private boolean complained;

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

    /** An item has its outcome: nothing it has reported is handed over from now on. */
    synchronized void ended(long index) {
        waiting.remove(index);
    }

    private void handOver() {
        for (Report report = next(); report != null; report = next()) {
            if (report.sink().isWanted()) {
                tell(report);
            }
        }
    }

    private synchronized @Nullable Report next() {
        Iterator<Report> reports = waiting.values().iterator();
        if (!reports.hasNext()) {
            running = false;
            return null;
        }
        Report report = reports.next();
        reports.remove();
        return report;
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
