package dev.procession.pool.parent;

import dev.procession.core.codec.Codecs;
import dev.procession.core.ledger.Ledger;
import dev.procession.pool.protocol.Protocol;
import dev.procession.pool.protocol.RunHead;
import dev.procession.pool.protocol.TasksWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Holds the tasks that one worker was given, and writes them into frames, as many at once as wait. Given to under the
 * dispatcher's lock; all else by whoever is at turn ({@link SendTurn}), unless it says otherwise.
 */
final class RunWriter {
    /** A frame is closed when it has grown to this: enough to make a system call worth while, still in the cache. */
    private static final int FRAME_BYTES = 256 << 10;

    private final WorkerLink link;
    private final Ledger ledger;
    private final Codecs codecs;
    private final OpenTasks open;
    private final Damage damage;
    private final Window window;
    private final InFlight inFlight;
    private final int maxFrameBytes;

    /** Whether at most one item is under way at a time, noted in a ledger of our own. */
    private final boolean oneByOne;

    private final Queue<PendingTask> given = new ConcurrentLinkedQueue<>();
    private final SlotTable slots = new SlotTable();
    private long nextItem = 1;

    /** What is in flight and still waits here; null but for moments. */
    private @Nullable PendingTask writing;

    private volatile boolean barred;

    RunWriter(WorkerLink link, Ledger ledger, int maxFrameBytes, PoolEngine engine) {
        this.link = link;
        this.ledger = ledger;
        this.maxFrameBytes = maxFrameBytes;
        codecs = engine.codecs();
        open = engine.open();
        damage = engine.damage();
        window = link.window();
        inFlight = link.inFlight();
        oneByOne = !link.sharesLedger();
    }

    /**
     * Takes a task, or as much of it as the worker may still run; {@link WorkerSender#flush} sends it. Called under the
     * dispatcher's lock, or for a worker that the dispatcher gives nothing.
     *
     * @return the rest; null if there is none
     */
    @Nullable
    PendingTask give(PendingTask task) {
        int items = task.isErrand() ? task.items() : window.allowed(task.items());
        if (items == task.items()) {
            accept(task);
            return null;
        }
        PendingTask first = task.part(codecs, new Span(task, 0, items), task.attempts());
        PendingTask rest = task.part(codecs, new Span(task, items, task.items()), task.attempts());
        open.opened(1); // first, so that nobody finds none open in between
        boolean accepted = false;
        try {
            accept(first);
            accepted = true;
        } finally {
            if (!accepted) {
                open.settled(1);
            }
        }
        return rest;
    }

    private void accept(PendingTask task) {
        if (oneByOne && task.items() > 1) {
            List<PendingTask> items = task.parts(codecs, new Span(task, 0, task.items()), task.attempts(), 1);
            acceptAll(items);
            open.opened(items.size() - 1);
        } else {
            acceptWhole(task);
        }
    }

    /** The task, or nothing where an error of the JVM comes between. */
    private void acceptWhole(PendingTask task) {
        window.given(task);
        boolean added = false;
        try {
            added = given.add(task);
        } finally {
            if (!added) {
                window.dropped(task);
            }
        }
    }

    /** All or none: for a peer that shares no ledger, of which no watch is kept. */
    private void acceptAll(List<PendingTask> tasks) {
        tasks.forEach(window::given);
        boolean added = false;
        try {
            added = given.addAll(tasks);
        } finally {
            if (!added) {
                tasks.forEach(window::dropped);
            }
        }
    }

    /** Whether all that was given is written. Any thread. */
    boolean isEmpty() {
        return given.isEmpty();
    }

    /** The number of the last item that was written. */
    long lastItem() {
        return nextItem - 1;
    }

    /** Whether the worker is given nothing, and nothing is written of what it was given. */
    void bar(boolean on) {
        barred = on;
        window.bar(on);
    }

    /** The same, as it is now. Any thread. */
    boolean isBarred() {
        return barred;
    }

    /** What was {@link #unwritten} is taken back. Called under the dispatcher's lock, too. */
    void withdraw() {
        for (PendingTask task = given.poll(); task != null; task = given.poll()) {
            window.dropped(task);
        }
    }

    /** What was not written, in order. Nothing is given meanwhile. */
    List<PendingTask> unwritten() {
        List<PendingTask> all = new ArrayList<>(given);
        all.removeIf(task -> task == writing); // in flight: who wrote it was cut off
        return all;
    }

    /** What was {@link #unwritten} is seen to. */
    void clear() {
        given.clear();
    }

    /** A frame of what waits; null if nothing does, or nothing is to be sent now. */
    @Nullable
    List<ByteBuffer> nextFrame() {
        if (given.isEmpty() || barred || (oneByOne ? window.isAnySent() : window.enoughSent())) {
            return null;
        }
        TasksWriter writer = new TasksWriter();
        int empty = writer.bytes();
        PendingTask task = given.peek();
        while (task != null && writer.bytes() < FRAME_BYTES && write(task, writer, writer.bytes() == empty)) {
            task = oneByOne && window.isAnySent() ? null : given.peek();
        }
        return writer.bytes() == empty ? null : writer.finish(link.receipts().sendAlong());
    }

    /** Writes the task, or as much as fits: its function alone, or nothing. Returns whether more can be written. */
    private boolean write(PendingTask task, TasksWriter writer, boolean first) {
        if (!task.isWanted()) {
            drop(task);
            return true;
        }
        PackedFunction function = task.function();
        int slot = slots.find(function);
        boolean defined = slot < 0;
        if (defined) {
            if (!first && !fits(writer, function.bytes().length)) {
                return false;
            }
            slot = slots.define(function);
            writer.define(slot, function.bytes(), function.capturesNothing(), function.description());
        }
        boolean alone = first && !defined;
        if (!alone && !fits(writer, task.bytes())) {
            return false;
        }
        send(task, slot, writer);
        given.remove(); // behind that: a task waits here or is in flight whatever happens
        writing = null;
        return true;
    }

    private void drop(PendingTask task) {
        given.remove();
        window.dropped(task);
        try {
            task.drop();
            open.settled(1);
        } catch (Error e) {
            damage.cause = e; // it is nowhere any more
            throw e;
        }
        link.sender().madeRoom();
    }

    private boolean fits(TasksWriter writer, int bytes) {
        return (long) writer.bytes() + bytes + Protocol.FRAME_OVERHEAD_BYTES / 2 <= maxFrameBytes;
    }

    private void send(PendingTask task, int slot, TasksWriter writer) {
        TaskTerms terms = task.terms();
        if (oneByOne) {
            ledger.starts(System.nanoTime());
            ledger.enter(nextItem);
        }
        inFlight.add(task);
        writing = task;
        task.carriedBy(link, nextItem);
        nextItem += task.items();
        window.sent(task);
        RunHead head = new RunHead(
                slot, task.shape(), task.items(), task.earlierAttempts(), terms.limitNanos(), terms.progress() != null);
        writer.run(head, task.arguments());
        if (terms.isTimed()) {
            link.ladder().sends(nextItem - 1, terms.limitNanos());
        }
        if (!task.isWanted()) {
            link.orders().forget(task.firstItem(), nextItem);
            link.ladder().cancels(nextItem - 1);
        }
    }
}
