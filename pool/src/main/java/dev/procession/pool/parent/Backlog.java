package dev.procession.pool.parent;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that no worker has, and which of them is next: those that any worker may run wait in one queue, those with a
 * key in the {@link Homes} of their workers. Guarded by the dispatcher's lock.
 */
final class Backlog {
    private final TaskQueue queue = new TaskQueue();
    private final Homes homes = new Homes();
    private long submitted;

    /** Whether there was ever a task with a priority. */
    private boolean ranked;

    /** Who gets the task that was taken last. */
    private @Nullable WorkerLink receiver;

    /** Where tasks with a key wait, and which worker they wait for. */
    Homes homes() {
        return homes;
    }

    /**
     * Puts a task that is new behind its equals.
     *
     * @return whether it may be the next to leave; false if another one is, so that nothing can leave because of it
     */
    boolean add(PendingTask task) {
        task.ordered(++submitted);
        ranked |= task.terms().priority() != 0;
        if (task.shard() != 0) {
            homes.add(task);
            return true;
        }
        queue.add(task);
        return ranked || queue.peek() == task;
    }

    /** Puts tasks that were given out before in front of their equals, in their order. */
    void addFirst(List<PendingTask> tasks) {
        for (int i = tasks.size() - 1; i >= 0; i--) {
            putBack(tasks.get(i));
        }
    }

    /** Puts back the task that was taken last. */
    void putBack(PendingTask task) {
        if (task.shard() == 0) {
            queue.putBack(task);
        } else {
            homes.addFirst(task);
        }
    }

    /** Whether tasks wait that no worker can take now. */
    boolean isAnyUnmanned() {
        return queue.peek() != null || homes.unmanned() > 0;
    }

    /** How many they are. */
    int unmanned() {
        return queue.size() + homes.unmanned();
    }

    /**
     * Takes the next task that can leave, and leaves in {@link #receiver} to which worker it goes; to none if nobody wants it
     * any more.
     *
     * @return the task; null if there is none
     */
    @Nullable
    PendingTask takeNext(Crew crew) {
        PendingTask shared = queue.peek();
        receiver = shared == null || !shared.isWanted() ? null : crew.leastLoaded(shared);
        boolean canGo = shared != null && (receiver != null || !shared.isWanted());
        Homes.Ready keyed = homes.next();
        if (keyed != null && (shared == null || !canGo || keyed.task().comesBefore(shared))) {
            homes.removeFirst(keyed);
            receiver = keyed.task().isWanted() ? keyed.worker() : null;
            return keyed.task();
        }
        if (shared == null || !canGo) {
            return null;
        }
        queue.remove(shared);
        return shared;
    }

    /** Who gets the task that was taken last; null if nobody wants it any more. */
    @Nullable
    WorkerLink receiver() {
        return receiver;
    }

    /** A worker that has tasks waiting which are less urgent than what waits here; null if there is none. */
    @Nullable
    WorkerLink inTheWay(Crew crew) {
        if (!ranked) {
            return null;
        }
        PendingTask task = queue.peek();
        WorkerLink shared = task == null ? null : crew.lessUrgent(task.terms().priority(), queue.firstCount());
        return shared != null ? shared : homes.lessUrgent();
    }

    /** Takes out what nobody wants any more. */
    List<PendingTask> removeUnwanted() {
        List<PendingTask> unwanted = queue.removeUnwanted();
        unwanted.addAll(homes.removeUnwanted());
        return unwanted;
    }

    /** Takes out everything. */
    List<PendingTask> drain() {
        List<PendingTask> all = queue.drain();
        all.addAll(homes.drain());
        return all;
    }
}
