package dev.procession.pool.parent;

import dev.procession.pool.PoolClosedException;
import dev.procession.pool.PoolStatistics.TaskTotals;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.WorkerLostException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts tasks: each once when it is accepted, and once when it has ended, before anybody hears of that. Thread-safe; a count
 * is one uncontended addition.
 */
final class TaskTally {
    private final LongAdder submitted = new LongAdder();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder repeated = new LongAdder();

    /** So many are accepted; none of them has ended. */
    void submitted(int items) {
        submitted.add(items);
    }

    /** An item of a map has failed before it could be submitted, for it cannot be sent. */
    void cannotBeSent() {
        submitted.increment();
        failed.increment();
    }

    /** A worker has sent a value. */
    void succeeded(TaskSink sink) {
        (sink.isWanted() ? succeeded : cancelled).increment();
    }

    /** A worker has sent an exception. */
    void failed(TaskSink sink) {
        (sink.isWanted() ? failed : cancelled).increment();
    }

    /** One has failed on this side. */
    void failed(TaskSink sink, Throwable reason) {
        (sink.isWanted() ? counterOf(reason) : cancelled).increment();
    }

    private LongAdder counterOf(Throwable reason) {
        if (reason instanceof WorkerLostException) {
            return lost;
        }
        if (reason instanceof TaskTimeoutException) {
            return timedOut;
        }
        return reason instanceof PoolClosedException ? cancelled : failed;
    }

    /** So many are dropped before they started, since nobody wants them. */
    void dropped(int items) {
        cancelled.add(items);
    }

    /** One is given out once more, since the worker that ran it has died. */
    void repeated() {
        repeated.increment();
    }

    /**
     * The counts, which add up: those that ended are read before those that were submitted, and the rest is told apart
     * afterwards.
     *
     * @param busy how many workers are in a task, read before
     */
    TaskTotals totals(long busy) {
        long good = succeeded.sum();
        long bad = failed.sum();
        long unwanted = cancelled.sum();
        long late = timedOut.sum();
        long dead = lost.sum();
        long again = repeated.sum();
        long all = submitted.sum();
        long open = all - good - bad - unwanted - late - dead;
        long running = Math.min(busy, open);
        return new TaskTotals(all, open - running, running, good, bad, unwanted, late, dead, again);
    }
}
