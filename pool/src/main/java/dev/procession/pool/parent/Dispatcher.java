package dev.procession.pool.parent;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives waiting tasks to workers: each to the one with the least work before it, as long as one has room. Thread-safe;
 * runs on whatever thread brings a task or makes room. Nothing is encoded or sent under its lock.
 */
final class Dispatcher {
    /** After this long without an outcome, tasks are taken from a worker for another that has nothing to do. */
    private static final long PATIENCE_NANOS = 20_000_000;

    /** After this long they are also taken when all are busy, to be first in the queue: they came before what is in it. */
    private static final long LONGEST_PATIENCE_NANOS = 200_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final TaskQueue queue;
    private final Homes homes = new Homes();
    private final OpenTasks open;
    private final StallWatch stalls;
    private final TaskTally tally;
    private final List<WorkerLink> links = new ArrayList<>();
    private long submitted;

    /** Who gets the task that was taken last. */
    private @Nullable WorkerLink receiver;

    /** Whether there was ever a task with a priority. */
    private boolean ranked;

    private @Nullable RuntimeException closed;
    private @Nullable RuntimeException dropping;
    private volatile @Nullable Elasticity growth;

    Dispatcher(TaskQueue queue, OpenTasks open, StallWatch stalls, TaskTally tally) {
        this.queue = queue;
        this.open = open;
        this.stalls = stalls;
        this.tally = tally;
    }

    /**
     * Accepts a task.
     *
     * @throws RuntimeException if the dispatcher was closed: why
     */
    void submit(PendingTask task) {
        lock.lock();
        try {
            refuseIf(closed);
            open.opened(1);
            tally.submitted(task.items());
            enqueue(task);
        } finally {
            lock.unlock();
        }
        dispatch();
    }

    private void enqueue(PendingTask task) {
        task.ordered(++submitted);
        ranked |= task.terms().priority() != 0;
        if (task.shard() == 0) {
            queue.add(task);
        } else {
            homes.add(task);
        }
    }

    /**
     * Nothing, unless the dispatcher was closed.
     *
     * @throws RuntimeException if it was: why
     */
    void requireOpen() {
        lock.lock();
        try {
            refuseIf(closed);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Accepts a job whose tasks come one by one, later; {@link OpenTasks#settled} ends it.
     *
     * @throws RuntimeException if the dispatcher was closed: why
     */
    void accept() {
        lock.lock();
        try {
            refuseIf(closed);
            open.opened(1);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a task of a job that was accepted, also after a close.
     *
     * @throws RuntimeException if everything is dropped: why
     */
    void submitAccepted(PendingTask task) {
        lock.lock();
        try {
            refuseIf(dropping);
            open.opened(1);
            tally.submitted(task.items());
            enqueue(task);
        } finally {
            lock.unlock();
        }
        dispatch();
    }

    private static void refuseIf(@Nullable RuntimeException reason) {
        if (reason != null) {
            throw closedBecause(reason);
        }
    }

    /** Takes back what a dead worker had not finished: it was accepted before. */
    void carryOver(List<PendingTask> tasks) {
        carryOver(tasks, List::of);
        dispatch();
    }

    /**
     * Takes back what a worker has not started: some that it was sent, and after these all that it was given and not sent.
     * The latter leave it under the lock, so that no task is given to it meanwhile and comes before those that it had. By
     * whoever sends for the worker.
     */
    void takeBack(List<PendingTask> sent, RunWriter given) {
        if (carryOver(sent, given::withdraw)) { // who looks again though nothing has changed does so for ever
            dispatch();
        }
    }

    /** Returns whether there was anything. */
    private boolean carryOver(List<PendingTask> tasks, Supplier<List<PendingTask>> others) {
        List<PendingTask> all = new ArrayList<>(tasks);
        RuntimeException reason;
        lock.lock();
        try {
            all.addAll(others.get());
            reason = dropping;
            if (reason == null) {
                enqueueFirst(all);
            }
        } finally {
            lock.unlock();
        }
        if (reason != null) {
            fail(all, reason);
        }
        return !all.isEmpty();
    }

    private void enqueueFirst(List<PendingTask> tasks) {
        for (int i = tasks.size() - 1; i >= 0; i--) {
            PendingTask task = tasks.get(i);
            if (task.shard() == 0) {
                queue.addFirst(List.of(task));
            } else {
                homes.addFirst(task);
            }
        }
    }

    /**
     * There is another number of seats for workers, to which shards belong.
     *
     * @param count how many there are by now, asked under the lock: of calls that overlap the last one sets the last number
     */
    void seats(IntSupplier count) {
        lock.lock();
        try {
            homes.resize(count.getAsInt());
        } finally {
            lock.unlock();
        }
        dispatch();
    }

    /** The worker gets tasks from now on, unless it has left before. */
    void join(WorkerLink link) {
        lock.lock();
        try {
            if (link.isRetired()) {
                return;
            }
            links.add(link);
            if (link.sharesLedger()) {
                homes.arrived(link);
            }
        } finally {
            lock.unlock();
        }
        dispatch();
        stalls.begin(this::recallStalled);
    }

    /** The worker gets no more tasks once this has returned. Those of its keys wait until it is {@link #gone}. */
    void leave(WorkerLink link) {
        lock.lock();
        try {
            links.remove(link);
            link.retire();
            homes.leaves(link);
        } finally {
            lock.unlock();
        }
    }

    /** A worker that has left runs nothing any more: another one may have its keys. */
    void gone(WorkerLink link) {
        lock.lock();
        try {
            homes.left(link);
        } finally {
            lock.unlock();
        }
        dispatch();
    }

    /** How long the workers need for an item, by their own measure; at least 1. */
    long nanosPerItem() {
        lock.lock();
        try {
            long sum = 0;
            for (WorkerLink link : links) {
                sum += link.window().nanosPerItem();
            }
            return links.isEmpty() ? Window.UNKNOWN_NANOS : Math.max(1, sum / links.size());
        } finally {
            lock.unlock();
        }
    }

    /** Who is told when tasks wait that no worker can take now; often, on any thread. Set once, before the first task. */
    void growsBy(Elasticity elastic) {
        growth = elastic;
    }

    /** How many tasks wait that no worker has. */
    int waiting() {
        lock.lock();
        try {
            return queue.size() + homes.unmanned();
        } finally {
            lock.unlock();
        }
    }

    /** Gives out what can be given out, and lets each worker that got something send it. */
    void dispatch() {
        Set<WorkerLink> given = Set.of();
        List<PendingTask> unwanted = List.of();
        boolean waits;
        WorkerLink inTheWay = null;
        lock.lock();
        try {
            PendingTask task = takeNext();
            while (task != null) {
                WorkerLink worker = receiver;
                if (worker == null) {
                    unwanted = add(unwanted, task);
                } else {
                    PendingTask rest = worker.runs().give(task);
                    if (rest != null) {
                        enqueueFirst(List.of(rest));
                    }
                    given = add(given, worker);
                }
                task = takeNext();
            }
            waits = queue.peek() != null || homes.unmanned() > 0;
            inTheWay = ranked ? lessUrgent() : null;
        } finally {
            lock.unlock();
        }
        discard(unwanted);
        for (WorkerLink link : given) {
            link.sender().flush();
            link.wasGiven();
            if (link.window().waitingNanos() >= 0) {
                stalls.begin(this::recallStalled);
            }
        }
        Elasticity elastic = growth;
        if (waits && elastic != null) {
            elastic.tasksWait();
        }
        if (inTheWay != null) {
            inTheWay.takeBack().recall();
        }
    }

    /**
     * Takes the next task that can leave the queue, and leaves in {@link #receiver} to which worker it goes; to none if nobody
     * wants it any more.
     *
     * @return the task; null if there is none
     */
    private @Nullable PendingTask takeNext() {
        PendingTask shared = queue.peek();
        receiver = shared == null || !shared.isWanted() ? null : leastLoaded(shared);
        boolean canGo = shared != null && (receiver != null || !shared.isWanted());
        Homes.Ready keyed = homes.next();
        if (keyed != null && (shared == null || !canGo || keyed.task().comesBefore(shared))) {
            homes.removeFirst(keyed);
            receiver = keyed.task().isWanted() ? keyed.worker() : null;
            return keyed.task();
        }
        if (!canGo) {
            return null;
        }
        queue.removeFirst();
        return shared;
    }

    /**
     * The worker whose waiting tasks a more urgent one should not have to wait for: the one that is free the soonest. None
     * while as many as there are urgent tasks have already been relieved of theirs.
     */
    private @Nullable WorkerLink lessUrgent() {
        PendingTask task = queue.peek();
        if (task == null) {
            return homes.lessUrgent();
        }
        int priority = task.terms().priority();
        WorkerLink best = null;
        int relieved = 0;
        for (WorkerLink link : links) {
            Window window = link.window();
            relieved += window.isRelieved() ? 1 : 0;
            if (window.holdsBelow(priority)
                    && (best == null || window.load() < best.window().load())) {
                best = link;
            }
        }
        return best != null && relieved < queue.firstCount() ? best : homes.lessUrgent();
    }

    private void discard(List<PendingTask> unwanted) {
        unwanted.forEach(PendingTask::drop);
        open.settled(unwanted.size());
    }

    /** Drops what nobody wants any more of all that waits, also of what workers have and have not started. */
    void dropUnwanted() {
        List<WorkerLink> all;
        lock.lock();
        try {
            all = List.copyOf(links);
        } finally {
            lock.unlock();
        }
        all.forEach(link -> link.takeBack().recall()); // what comes back is dropped by dispatch, or below
        all.forEach(link -> link.takeBack().awaitRecalled());
        List<PendingTask> unwanted;
        lock.lock();
        try {
            unwanted = queue.removeUnwanted();
            unwanted.addAll(homes.removeUnwanted());
        } finally {
            lock.unlock();
        }
        discard(unwanted);
    }

    /** Takes tasks from workers where they wait behind a long one. Returns whether any may come to wait so. */
    private boolean recallStalled() {
        List<WorkerLink> stalled = List.of();
        boolean waiting = false;
        Elasticity elastic = growth;
        boolean canGrow = elastic != null && elastic.canGrow();
        lock.lock();
        try {
            if (links.size() < 2 && !canGrow) {
                return false;
            }
            boolean another =
                    canGrow || links.stream().anyMatch(link -> link.window().isIdle());
            long patience = another ? PATIENCE_NANOS : LONGEST_PATIENCE_NANOS;
            for (WorkerLink link : links) {
                long waited = link.window().waitingNanos();
                waiting |= waited >= 0;
                if (waited >= patience) {
                    stalled = add(stalled, link);
                }
            }
        } finally {
            lock.unlock();
        }
        stalled.forEach(link -> link.takeBack().recall());
        return waiting;
    }

    private static <E> List<E> add(List<E> list, E element) {
        List<E> target = list.isEmpty() ? new ArrayList<>() : list;
        target.add(element);
        return target;
    }

    private static <E> Set<E> add(Set<E> set, E element) {
        Set<E> target = set.isEmpty() ? new LinkedHashSet<>() : set;
        target.add(element);
        return target;
    }

    private @Nullable WorkerLink leastLoaded(PendingTask task) {
        WorkerLink best = null;
        long bestLoad = Long.MAX_VALUE;
        for (WorkerLink link : links) {
            if (link.window().hasRoomFor(task)) {
                long load = link.window().load();
                if (load < bestLoad) {
                    best = link;
                    bestLoad = load;
                }
            }
        }
        return best;
    }

    /** Accepts nothing more, for this reason. What was accepted goes on. */
    void close(RuntimeException reason) {
        lock.lock();
        try {
            if (closed == null) {
                closed = reason;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Accepts nothing more and fails everything that no worker has, now and later. */
    void drop(RuntimeException reason) {
        List<PendingTask> waiting;
        lock.lock();
        try {
            if (closed == null) {
                closed = reason;
            }
            if (dropping == null) {
                dropping = reason;
            }
            waiting = queue.drain();
            waiting.addAll(homes.drain());
        } finally {
            lock.unlock();
        }
        fail(waiting, reason);
    }

    /** Why whatever comes back is dropped; null while it is carried over. */
    @Nullable
    RuntimeException dropping() {
        lock.lock();
        try {
            return dropping;
        } finally {
            lock.unlock();
        }
    }

    private void fail(List<PendingTask> tasks, RuntimeException reason) {
        for (PendingTask task : tasks) {
            task.failFrom(0, reason);
        }
        open.settled(tasks.size());
    }

    /** A fresh exception for each caller, with the caller's own stack. */
    private static RuntimeException closedBecause(RuntimeException reason) {
        RuntimeException fresh = reason instanceof dev.procession.core.error.LaunchException launch
                ? new dev.procession.core.error.LaunchException(
                        launch.code(), String.valueOf(launch.getMessage()), launch)
                : new dev.procession.pool.PoolClosedException(String.valueOf(reason.getMessage()));
        return fresh;
    }
}
