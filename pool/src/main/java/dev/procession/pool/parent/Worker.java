package dev.procession.pool.parent;

import dev.procession.core.launch.ChildHandle;
import dev.procession.core.ledger.Ledger;
import org.jspecify.annotations.Nullable;

/**
 * One worker process that takes tasks.
 *
 * @param slot which of the pool's places it fills
 * @param child its process
 * @param link the way to it
 * @param ledger what it notes for the case of its death
 * @param startedNanos when it was ready, in {@link System#nanoTime} terms
 */
record Worker(WorkerSlot slot, ChildHandle child, WorkerLink link, Ledger ledger, long startedNanos) {
    /** The worker in words, for messages. */
    String label() {
        return label(child);
    }

    /** What it runs, in words; empty if it runs nothing. */
    String running() {
        InFlight.Next next = link.inFlight().next();
        if (next == null || ledger.entered() <= link.router().received()) {
            return "";
        }
        PendingTask task = next.task();
        return label() + " runs " + task.function().description()
                + (task.isWanted() ? "" : ", which was cancelled but ignores its interrupt");
    }

    /** The task's item that it is in; null if it is in none. */
    InFlight.@Nullable Next inTask() {
        InFlight.Next next = link.inFlight().running(ledger.entered());
        return next == null || next.task().isErrand() ? null : next;
    }

    static String label(ChildHandle child) {
        return child.name() + " (pid " + child.pid() + ")";
    }
}
