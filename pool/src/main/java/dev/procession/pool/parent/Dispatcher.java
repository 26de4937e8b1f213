package dev.procession.pool.parent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives waiting tasks to workers: each to the one with the least work before it, as long as one has room. Thread-safe;
 * runs on whatever thread brings a task or makes room.
 *
 * <p>Its one lock guards what waits ({@link Backlog}), who takes it ({@link Crew}) and whether more may come
 * ({@link Admission}). Nothing is encoded, sent or told under it. Who is at turn to send to a worker may take it
 * ({@link SendTurn}); who holds it takes no locks but those that are held for moments: of windows, of sinks, of what counts.
 */
final class Dispatcher {
    /**
     * A monitor, which the JVM gives back itself however a step ends: to give back a {@code Lock} takes stack, and to wait for
     * one takes memory.
     */
    private final Object lock = new Object();

    private final Backlog backlog = new Backlog();
    private final Crew crew = new Crew();
    private final Admission admission = new Admission();
    private final OpenSinks sinks = new OpenSinks();
    private final Relief relief;
    private final OpenTasks open;
    private final TaskTally tally;
    private final Damage damage;

    /** Whether tasks may wait for a step that an error of the JVM has cut off, though nothing was lost by that. */
    private volatile boolean interrupted;

    Dispatcher(OpenTasks open, StallWatch stalls, TaskTally tally, Damage damage) {
        this.open = open;
        this.tally = tally;
        this.damage = damage;
        relief = new Relief(this, stalls);
    }

    private <T extends @Nullable Object> T locked(Supplier<T> step) {
        synchronized (lock) {
            try {
                return step.get();
            } catch (Error e) {
                damage.cause = e;
                throw e;
            }
        }
    }

    private void locked(Runnable step) {
        synchronized (lock) {
            try {
                step.run();
            } catch (Error e) {
                damage.cause = e;
                throw e;
            }
        }
    }

    /**
     * Accepts a task.
     *
     * @throws RuntimeException if the dispatcher was closed: why
     */
    void submit(PendingTask task) {
        try {
            arrived(admit(task, false));
        } catch (Error e) {
            interrupted = true;
            throw e;
        }
    }

    /**
     * Puts a task where it waits. What this takes memory for it takes before anything is changed, or gives back: so only
     * where the stack runs out nobody knows what was done.
     *
     * @param accepted whether it belongs to a job that was accepted
     * @return whether it may be the next to leave
     */
    private boolean admit(PendingTask task, boolean accepted) {
        synchronized (lock) {
            try {
                if (accepted) {
                    admission.requireKept();
                } else {
                    admission.requireOpen();
                }
                return enqueue(task);
            } catch (OutOfMemoryError e) {
                throw e;
            } catch (Error e) {
                damage.cause = e;
                throw e;
            }
        }
    }

    /** Throws why the dispatcher was closed, if it was. */
    void requireOpen() {
        locked(admission::requireOpen);
    }

    /**
     * Accepts a job whose tasks come one by one, later; {@link OpenTasks#settled} ends it.
     *
     * @throws RuntimeException if the dispatcher was closed: why
     */
    void accept() {
        locked(() -> {
            admission.requireOpen();
            open.opened(1);
        });
    }

    /**
     * Takes a task of a job that was accepted, also after a close.
     *
     * @throws RuntimeException if everything is dropped: why
     */
    void submitAccepted(PendingTask task) {
        try {
            arrived(admit(task, true));
        } catch (Error e) {
            interrupted = true;
            throw e;
        }
    }

    private boolean enqueue(PendingTask task) {
        OpenSinks.Entry entry = sinks.add(task.sink());
        boolean mayLeave;
        try {
            mayLeave = backlog.add(task);
        } catch (OutOfMemoryError e) {
            entry.close(); // the caller is told, and nobody waits for it
            throw e;
        }
        open.opened(1);
        tally.submitted(task.items());
        return mayLeave;
    }

    /** Who makes room dispatches, and finds what waits: a task behind another that waits is left to that. */
    private void arrived(boolean mayLeave) {
        if (mayLeave) {
            dispatch();
        } else {
            relief.waitForWorkers();
        }
    }

    /**
     * Takes back what a dead worker had not finished: it was accepted before. The next {@link #dispatch} gives it out.
     *
     * @param taken called when the tasks are here, before anybody gets one: from then on they are nowhere else
     */
    void carryOver(List<PendingTask> tasks, Runnable taken) {
        boolean unused = takeOver(tasks, List::of, taken);
    }

    /**
     * Takes back what a worker has not started: some that it was sent, and after these all that it was given and not sent.
     * The latter leave it under the lock, so that no task is given to it meanwhile and comes before those that it had. By
     * whoever sends for the worker.
     */
    void takeBack(List<PendingTask> sent, RunWriter given) {
        boolean any = takeOver(sent, given::unwritten, given::withdraw);
        if (any) { // who looks again though nothing has changed does so for ever
            dispatch();
        }
    }

    /** Returns whether there was anything. */
    private boolean takeOver(List<PendingTask> tasks, Supplier<List<PendingTask>> others, Runnable taken) {
        List<PendingTask> all = new ArrayList<>(tasks);
        RuntimeException reason = locked(() -> {
            all.addAll(others.get());
            if (admission.dropping() == null) {
                backlog.addFirst(all);
            }
            taken.run();
            return admission.dropping();
        });
        if (reason != null) {
            fail(all, reason);
        }
        return !all.isEmpty();
    }

    /**
     * There is another number of seats for workers, to which shards belong.
     *
     * @param count how many there are by now, asked under the lock: of calls that overlap the last one sets the last number
     */
    void seats(IntSupplier count) {
        locked(() -> backlog.homes().resize(count.getAsInt()));
        dispatch();
    }

    /** The worker gets tasks from now on, unless it has left before. */
    void join(WorkerLink link) {
        boolean joined = locked(() -> {
            if (link.isRetired()) {
                return false;
            }
            crew.add(link);
            if (link.sharesLedger()) {
                backlog.homes().arrived(link);
            }
            return true;
        });
        if (joined) {
            dispatch();
            relief.waitInWorkers();
        }
    }

    /** The worker gets no more tasks once this has returned. Those of its keys wait until it is {@link #gone}. */
    void leave(WorkerLink link) {
        locked(() -> {
            crew.remove(link);
            link.retire();
            backlog.homes().leaves(link);
        });
    }

    /** A worker that has left runs nothing any more: another one may have its keys. */
    void gone(WorkerLink link) {
        locked(() -> backlog.homes().left(link));
        dispatch();
    }

    /** How long the workers need for an item, by their own measure; at least 1. */
    long nanosPerItem() {
        synchronized (lock) {
            return crew.nanosPerItem();
        }
    }

    /** Who sees to tasks that wait for too long. */
    Relief relief() {
        return relief;
    }

    /** As {@link Crew#stalled}. */
    Crew.Stalled stalled(boolean canGrow) {
        synchronized (lock) {
            return crew.stalled(canGrow);
        }
    }

    /** How many tasks wait that no worker has. */
    int waiting() {
        synchronized (lock) {
            return backlog.unmanned();
        }
    }

    /** Does once more what an error of the JVM has cut off, if one has: gives out what waits, and sends what was given. */
    void resume() {
        if (interrupted) {
            interrupted = false;
            try {
                dispatch();
                send(all());
                relief.waitForWorkers();
            } catch (Error e) {
                interrupted = true;
                throw e;
            }
        }
    }

    /** Gives out what can be given out, and lets each worker that got something send it. */
    void dispatch() {
        try {
            giveOut();
        } catch (Error e) {
            interrupted = true;
            throw e;
        }
    }

    private void giveOut() {
        List<WorkerLink> given = new ArrayList<>(0);
        List<PendingTask> unwanted = new ArrayList<>(0);
        boolean waits;
        WorkerLink inTheWay;
        WorkerLink heldUp;
        try {
            synchronized (lock) {
                try {
                    giveOut(given, unwanted);
                    waits = backlog.isAnyUnmanned();
                    inTheWay = backlog.inTheWay(crew);
                    heldUp = waits ? null : crew.heldUpBesideAnIdleOne();
                } catch (OutOfMemoryError e) {
                    throw e;
                } catch (Error e) {
                    damage.cause = e;
                    throw e;
                }
            }
        } finally {
            if (!unwanted.isEmpty()) {
                discard(unwanted);
            }
        }
        send(given);
        if (waits) {
            relief.waitForWorkers();
        }
        if (inTheWay != null) {
            inTheWay.takeBack().recall();
        }
        if (heldUp != null) {
            heldUp.takeBack().recall();
        }
    }

    /** Gives out under the lock. Where there is no memory for that, a task that was taken waits again. */
    private void giveOut(List<WorkerLink> given, List<PendingTask> unwanted) {
        PendingTask taken = backlog.takeNext(crew);
        while (taken != null) {
            WorkerLink worker = backlog.receiver();
            try {
                if (worker == null) {
                    unwanted.add(taken);
                    taken = null;
                } else {
                    taken = worker.runs().give(taken); // the rest
                }
            } finally {
                if (taken != null) {
                    putBack(taken);
                }
            }
            if (worker != null && !given.contains(worker)) {
                given.add(worker);
            }
            taken = backlog.takeNext(crew);
        }
    }

    private void putBack(PendingTask taken) {
        try {
            backlog.putBack(taken);
        } catch (Error e) {
            damage.cause = e; // it is nowhere any more
            throw e;
        }
    }

    private void send(List<WorkerLink> given) {
        for (int i = 0; i < given.size(); i++) {
            WorkerLink link = given.get(i);
            link.sender().flush();
            link.wasGiven();
            if (link.window().waitingNanos() >= 0) {
                relief.waitInWorkers();
            }
        }
    }

    private void discard(List<PendingTask> unwanted) {
        try {
            unwanted.forEach(PendingTask::drop);
            open.settled(unwanted.size());
        } catch (Error e) {
            damage.cause = e; // they are nowhere any more
            throw e;
        }
    }

    /** Drops what nobody wants any more of all that waits, also of what workers have and have not started. */
    void dropUnwanted() {
        List<WorkerLink> all = all();
        all.forEach(link -> link.takeBack().recall()); // what comes back is dropped by dispatch, or below
        all.forEach(link -> link.takeBack().awaitRecalled());
        discard(locked(backlog::removeUnwanted));
    }

    /** All that have outcomes to come, wherever their tasks are. */
    List<TaskSink> open() {
        synchronized (lock) {
            return sinks.all();
        }
    }

    private List<WorkerLink> all() {
        synchronized (lock) {
            return crew.all();
        }
    }

    /** Accepts nothing more, for this reason. What was accepted goes on. */
    void close(RuntimeException reason) {
        locked(() -> admission.close(reason));
    }

    /** Accepts nothing more and fails everything that no worker has, now and later. */
    void drop(RuntimeException reason) {
        List<PendingTask> waiting = locked(() -> {
            admission.drop(reason);
            return backlog.drain();
        });
        fail(waiting, reason);
    }

    /** Why whatever comes back is dropped; null while it is carried over. */
    @Nullable
    RuntimeException dropping() {
        return locked(admission::dropping);
    }

    private void fail(List<PendingTask> tasks, RuntimeException reason) {
        try {
            for (PendingTask task : tasks) {
                task.failFrom(0, reason);
            }
            open.settled(tasks.size());
        } catch (Error e) {
            damage.cause = e; // they are nowhere any more
            throw e;
        }
    }
}
