package dev.procession.pool.parent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sink that knows what brings its outcomes, so that all of it can be told to stop: a task, and after a worker's death
 * the parts that live on, perhaps in several workers.
 */
abstract class StoppableSink implements TaskSink {
    // Guarded by this: the task, and the parts of it in the order in which they came to be, null while there are none.
    private @Nullable PendingTask whole;
    private @Nullable List<PendingTask> parts;

    private final TaskTally tally;
    private @Nullable ProgressRelay progress;
    private @Nullable Enclosures enclosures;
    private OpenSinks.@Nullable Entry entry;
    private long offset;

    /**
     * A sink.
     *
     * @param tally is told of each outcome before anybody else
     */
    StoppableSink(TaskTally tally) {
        this.tally = tally;
    }

    /** The task itself, before it is submitted. */
    final synchronized void bind(PendingTask task) {
        whole = task;
    }

    /** Hands on what items report, before the task is submitted; their index counts from an offset. */
    final void reportTo(@Nullable ProgressRelay relay, long firstIndex) {
        progress = relay;
        offset = firstIndex;
    }

    /** Which item of the whole call one is. */
    long indexInCall(int index) {
        return offset + index;
    }

    @Override
    public final void reported(int index, EncodedOutcome value) {
        ProgressRelay relay = progress;
        if (relay != null) {
            relay.reported(indexInCall(index), this, value);
        }
    }

    /** What leaves this process with the items, if anything does; told before the task is submitted. */
    final void encloses(@Nullable Enclosures with) {
        enclosures = with;
    }

    /** The items are not sent, and never will be: what was to leave with them stays. */
    final void undoEnclosures() {
        Enclosures enclosed = enclosures;
        if (enclosed != null) {
            enclosed.undo();
        }
    }

    private void endEnclosures(int firstIndex, int items) {
        Enclosures enclosed = enclosures;
        if (enclosed != null) {
            enclosed.ended(firstIndex, items);
        }
    }

    private void ended(int index) {
        endEnclosures(index, 1);
        ProgressRelay relay = progress;
        if (relay != null) {
            relay.ended(indexInCall(index));
        }
    }

    @Override
    public final synchronized void carriedAs(PendingTask part) {
        List<PendingTask> known = parts;
        if (known == null) {
            known = new ArrayList<>();
            parts = known;
        }
        known.add(part);
    }

    /** Lets go of the tasks, and with them of their arguments: every outcome is there. */
    final synchronized void forgetTasks() {
        whole = null;
        parts = null;
    }

    @Override
    public final void knownAs(OpenSinks.Entry known) {
        entry = known;
    }

    /** Whoever waits has what is to come, or wants it no more. */
    final void over() {
        OpenSinks.Entry known = entry;
        if (known != null) {
            known.close();
        }
    }

    /** Tells the workers that nobody wants the outcomes any more; {@link #isWanted} says so already. */
    final void abandon() {
        Map<WorkerLink, List<PendingTask>> sent = new LinkedHashMap<>();
        for (PendingTask carrier : carriers()) {
            WorkerLink link = carrier.carrier();
            if (link != null) {
                sent.computeIfAbsent(link, any -> new ArrayList<>()).add(carrier);
            }
        }
        sent.forEach((link, tasks) -> link.orders().cancel(tasks));
        Enclosures enclosed = enclosures;
        if (enclosed != null) {
            enclosed.endedAll();
        }
        over();
    }

    private synchronized List<PendingTask> carriers() {
        PendingTask task = whole;
        List<PendingTask> all = task == null ? new ArrayList<>() : new ArrayList<>(List.of(task));
        List<PendingTask> known = parts;
        all.addAll(known == null ? List.of() : known);
        return all;
    }

    @Override
    public final void succeeded(int index, @Nullable Object value, int encodedBytes) {
        tally.succeeded(this);
        ended(index);
        settle(index, value, encodedBytes);
    }

    @Override
    public final void arrived(int index, EncodedOutcome outcome, int encodedBytes) {
        if (outcome.isFailure()) {
            tally.failed(this);
        } else {
            tally.succeeded(this);
        }
        ended(index);
        settle(index, outcome, encodedBytes);
    }

    @Override
    public void failed(int index, Throwable reason) {
        tally.failed(this, reason);
        ended(index);
        settle(index, new Failed(reason), 0);
    }

    @Override
    public void dropped(int firstIndex, int items) {
        over();
        tally.dropped(items);
        endEnclosures(firstIndex, items);
    }

    /** An item has its outcome: a value, an {@link EncodedOutcome} or {@link Failed}. */
    abstract void settle(int index, @Nullable Object outcome, int encodedBytes);
}
