package dev.procession.pool.child;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.ledger.Ledger;
import dev.procession.core.log.CurrentTask;
import dev.procession.pool.protocol.Protocol;
import dev.procession.pool.protocol.TaskSource;
import org.jspecify.annotations.Nullable;

/** The worker's main loop: takes runs, runs their items one by one, stores and sends the outcomes. */
final class WorkerLoop {
    /** Outcomes that are sent at the latest when a run ends, even if more work waits. */
    private static final int MANY_OUTCOMES = 256;

    /** How long outcomes are gathered while more work waits: long enough to fill a frame with those of tiny tasks. */
    private static final long GATHER_NANOS = 50_000;

    /** What is set aside for an outcome at first. */
    private static final int OUTCOME_BYTES = 256;

    private final Idle idle;
    private final RunQueue queue;
    private final TaskRunner runner;
    private final RunningItem running;
    private final TaskInWords words;
    private final CurrentItem current;
    private final Ledger ledger;
    private final Outbox outbox;
    private final LateSender lateSender;
    private final int mostOutcomeBytes;
    private ByteSink outcome;

    WorkerLoop(
            Idle idle,
            RunQueue queue,
            TaskRunner runner,
            RunningItem running,
            CurrentItem current,
            Ledger ledger,
            Outbox outbox,
            ProgressReporter progress,
            int mostOutcomeBytes) {
        this.idle = idle;
        this.queue = queue;
        this.runner = runner;
        this.running = running;
        this.words = new TaskInWords(running);
        this.current = current;
        this.ledger = ledger;
        this.outbox = outbox;
        this.mostOutcomeBytes = mostOutcomeBytes;
        outcome = new ByteSink(OUTCOME_BYTES, mostOutcomeBytes);
        lateSender = new LateSender(outbox, progress);
        current.wakes(lateSender::arm);
    }

    /**
     * Works until the queue is closed, or ends the worker when an item has run out of memory.
     *
     * @return whether a goodbye is due
     */
    boolean run(Ending ending) {
        lateSender.start(ending);
        TaskSource.askedFrom(current);
        try {
            if (work()) {
                return true;
            }
            retire(ending);
        } catch (OutOfMemoryError e) {
            ending.end(LastWords.OUT_OF_MEMORY, "this worker ran out of memory, to the last byte, and ends");
        } finally {
            lateSender.stop();
        }
        return false;
    }

    /** Has what this process logs say which task it runs; for a process that runs the tasks of one pool. */
    void describeTasks() {
        CurrentTask.describedBy(words);
    }

    /** Nothing more is stored or sent, whatever the task thread does. */
    void abandon() {
        outbox.abandon();
        lateSender.stop();
    }

    /** Works until the queue is closed; false if it has to retire before. */
    private boolean work() {
        while (true) {
            boolean pause = queue.isEmpty();
            if (pause) {
                idle.untilReady(queue, outbox);
            }
            WorkRun run = queue.take();
            if (run == null) {
                outbox.send();
                return true;
            }
            if (pause) {
                outbox.workBegins();
            }
            work(run);
            if (runner.isOutOfMemory()) {
                return false;
            }
            if (isSendingDue()) {
                outbox.send();
            }
        }
    }

    private boolean isSendingDue() {
        return (queue.isEmpty() && !idle.sends())
                || outbox.unsentCount() >= MANY_OUTCOMES
                || System.nanoTime() - outbox.lastSent() > GATHER_NANOS;
    }

    private void work(WorkRun run) {
        words.runs(run.function());
        ByteSource arguments = new ByteSource(run.arguments());
        Object function = null;
        for (int i = 0; i < run.items() && !runner.isOutOfMemory(); i++) {
            if (outbox.hasUnsent()) {
                lateSender.arm();
            }
            function = item(run, run.firstItem() + i, function, arguments);
            outbox.append(outcome);
            if (outcome.size() > Protocol.LARGE_OUTCOME_BYTES) {
                outcome = new ByteSink(OUTCOME_BYTES, mostOutcomeBytes); // its bytes went to the channel as they were
            }
        }
    }

    /** Runs or skips one item; returns the run's function, decoded when the first item needs it. */
    private @Nullable Object item(WorkRun run, long item, @Nullable Object function, ByteSource arguments) {
        Object decoded = function;
        long now = run.isTimed() ? started() : 0;
        if (running.enter(item) && ledger.enter(item)) {
            current.begins(run, item, now);
            if (decoded == null) {
                decoded = runner.decode(run.function());
            }
            runner.run(decoded, run.shape(), arguments, outcome);
            current.ends();
        } else {
            outcome.reset();
            outcome.writeByte(Protocol.SKIPPED);
            runner.skip(run.shape(), arguments);
        }
        running.leave();
        return decoded;
    }

    private long started() {
        long now = System.nanoTime();
        ledger.starts(now);
        return now;
    }

    /**
     * The outcome is safe in the ledger, and known at once if it can be sent; the rest the parent carries over to a fresh
     * worker. It is sent as the last one, or the parent would take this worker for one that has nothing to do.
     */
    private void retire(Ending ending) {
        try {
            outbox.trySendLast();
        } finally {
            ending.end(
                    LastWords.OUT_OF_MEMORY,
                    "this worker ran out of memory and retires; the task that did it has failed, the others go to a fresh"
                            + " worker. A larger heap: ProcessPool.builder().maxHeapBytes(...)");
        }
    }
}
