package dev.procession.pool.parent;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that wait for one worker each, because of their key. A key belongs to a seat, of which there are as many as the
 * pool may have workers, and is run by whichever worker has that seat; while it is empty the tasks wait for the next, and
 * while its worker is about to leave they wait until that has finished what it runs.
 * Which seat is decided by rendezvous hashing: every seat bids for the key, and the highest bid wins; so keys are spread
 * evenly, and when seats come or go, no key moves between two that stay. Guarded by its user.
 *
 * @see <a href="https://doi.org/10.1109/90.663936">Thaler, Ravishankar: Using Name-Based Mappings to Increase Hit Rates
 *     (1998)</a>
 */
final class Homes {
    private final List<Home> all = new ArrayList<>();

    /** Workers that came when every seat was taken. */
    private final List<WorkerLink> standing = new ArrayList<>();

    private int waiting;

    /** One seat, and what waits for its worker. */
    static final class Home {
        private final int seat;
        private final TaskQueue queue = new TaskQueue();
        private @Nullable WorkerLink worker;

        Home(int seat) {
            this.seat = seat;
        }
    }

    /** A task that can be given to a worker. */
    record Ready(Home home, PendingTask task, WorkerLink worker) {}

    /** There are so many seats, from 1. Tasks whose keys belong to another seat now wait there, in their order. */
    void resize(int seats) {
        List<PendingTask> tasks = drain();
        for (int seat = all.size() + 1; seat <= seats; seat++) {
            all.add(new Home(seat));
        }
        while (all.size() > seats) {
            WorkerLink worker = all.remove(all.size() - 1).worker;
            if (worker != null && !worker.isRetired()) {
                standing.add(worker);
            }
        }
        tasks.sort(PendingTask.ORDER);
        tasks.forEach(this::add);
        sitDown();
    }

    void arrived(WorkerLink worker) {
        standing.add(worker);
        sitDown();
    }

    /** The worker is given nothing more. If it has a seat, it keeps it: it may still run tasks of its keys. */
    void leaves(WorkerLink worker) {
        standing.remove(worker);
    }

    /** The worker runs nothing any more. */
    void left(WorkerLink worker) {
        for (Home home : all) {
            if (home.worker == worker) {
                home.worker = null;
            }
        }
        sitDown();
    }

    /** Gives workers seats, first those for which tasks wait. */
    private void sitDown() {
        while (!standing.isEmpty()) {
            Home free = null;
            for (Home home : all) {
                boolean isWanted = home.queue.peek() != null;
                if (home.worker == null && (free == null || (isWanted && free.queue.peek() == null))) {
                    free = home;
                }
            }
            if (free == null) {
                return;
            }
            free.worker = standing.remove(0);
        }
    }

    /** Which seat a shard belongs to. */
    int seatOf(long shard) {
        return homeOf(shard).seat;
    }

    private Home homeOf(long shard) {
        Home best = all.get(0);
        long highest = Long.MIN_VALUE;
        for (Home home : all) {
            long bid = KeyHash.mix(shard ^ KeyHash.mix(home.seat));
            if (bid >= highest) {
                highest = bid;
                best = home;
            }
        }
        return best;
    }

    void add(PendingTask task) {
        homeOf(task.shard()).queue.add(task);
        waiting++;
    }

    void addFirst(PendingTask task) {
        homeOf(task.shard()).queue.putBack(task);
        waiting++;
    }

    /** How many tasks wait for a worker that is not there. */
    int unmanned() {
        int tasks = 0;
        if (waiting > 0) {
            for (Home home : all) {
                tasks += home.worker == null ? home.queue.size() : 0;
            }
        }
        return tasks;
    }

    /** The most urgent task whose worker is there and has room, or that nobody wants; null if there is none. */
    @Nullable
    Ready next() {
        Ready best = null;
        if (waiting > 0) {
            for (Home home : all) {
                PendingTask task = home.queue.peek();
                WorkerLink worker = home.worker;
                if (task != null
                        && worker != null
                        && (best == null || task.comesBefore(best.task()))
                        && (!task.isWanted() || canTake(worker, task))) {
                    best = new Ready(home, task, worker);
                }
            }
        }
        return best;
    }

    private static boolean canTake(WorkerLink worker, PendingTask task) {
        return !worker.isRetired() && worker.window().hasRoomFor(task);
    }

    /** A worker that has less urgent tasks waiting than one that only it may run; null if there is none. */
    @Nullable
    WorkerLink lessUrgent() {
        if (waiting > 0) {
            for (Home home : all) {
                PendingTask task = home.queue.peek();
                WorkerLink worker = home.worker;
                if (task != null
                        && worker != null
                        && !worker.isRetired()
                        && worker.window().holdsBelow(task.terms().priority())) {
                    return worker;
                }
            }
        }
        return null;
    }

    /** The task has gone to its worker. */
    void removeFirst(Ready ready) {
        ready.home().queue.remove(ready.task());
        waiting--;
    }

    /** Takes out what nobody wants any more. */
    List<PendingTask> removeUnwanted() {
        List<PendingTask> unwanted = new ArrayList<>();
        for (Home home : all) {
            unwanted.addAll(home.queue.removeUnwanted());
        }
        waiting -= unwanted.size();
        return unwanted;
    }

    List<PendingTask> drain() {
        List<PendingTask> tasks = new ArrayList<>();
        for (Home home : all) {
            tasks.addAll(home.queue.drain());
        }
        waiting = 0;
        return tasks;
    }
}
