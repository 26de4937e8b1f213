package dev.procession.pool.parent;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The workers that take tasks, and which of them is the one for a task. Guarded by the dispatcher's lock. */
final class Crew {
    /** After this long without an outcome, tasks are taken from a worker for another that has nothing to do. */
    private static final long PATIENCE_NANOS = 20_000_000;

    /** After this long they are taken at the moment at which another gets free, which nobody has to wait for. */
    private static final long HELD_UP_NANOS = 1_000_000;

    /** After this long they are also taken when all are busy, to be first in the queue: they came before what is in it. */
    private static final long LONGEST_PATIENCE_NANOS = 200_000_000;

    private final List<WorkerLink> links = new ArrayList<>();

    /**
     * Workers in which tasks wait behind another.
     *
     * @param any whether there are any
     * @param tooLong those where they have waited for too long
     */
    record Stalled(boolean any, List<WorkerLink> tooLong) {
        private static final Stalled NONE = new Stalled(false, List.of());
    }

    void add(WorkerLink link) {
        links.add(link);
    }

    void remove(WorkerLink link) {
        links.remove(link);
    }

    List<WorkerLink> all() {
        return List.copyOf(links);
    }

    /** How long the workers need for an item, by their own measure; at least 1. */
    long nanosPerItem() {
        long sum = 0;
        for (WorkerLink link : links) {
            sum += link.window().nanosPerItem();
        }
        return links.isEmpty() ? Window.UNKNOWN_NANOS : Math.max(1, sum / links.size());
    }

    /** The worker with the least work before it, of those that have room for the task; null if none has. */
    @Nullable
    WorkerLink leastLoaded(PendingTask task) {
        WorkerLink best = null;
        long bestLoad = Long.MAX_VALUE;
        for (int i = 0; i < links.size(); i++) { // by index: for each task an iterator is much
            WorkerLink link = links.get(i);
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

    /**
     * The worker whose waiting tasks more urgent ones should not have to wait for: the one that is free the soonest. None
     * while as many as there are urgent tasks have already been relieved of theirs.
     *
     * @param priority of the urgent tasks
     * @param urgent how many there are
     */
    @Nullable
    WorkerLink lessUrgent(int priority, int urgent) {
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
        return relieved < urgent ? best : null;
    }

    /** The worker whose tasks have waited longest behind a long one while another has nothing to do; null if none has. */
    @Nullable
    WorkerLink heldUpBesideAnIdleOne() {
        WorkerLink longest = null;
        long most = HELD_UP_NANOS;
        for (int i = 0; i < links.size(); i++) {
            long waited = links.get(i).window().heldUpNanos();
            if (waited >= most) {
                most = waited;
                longest = links.get(i);
            }
        }
        return longest != null && isAnyIdle() ? longest : null;
    }

    private boolean isAnyIdle() {
        return links.stream().anyMatch(link -> link.window().isIdle());
    }

    /**
     * The workers in which tasks wait behind a long one, though others could take them.
     *
     * @param canGrow whether there may be more workers
     */
    Stalled stalled(boolean canGrow) {
        if (links.size() < 2 && !canGrow) {
            return Stalled.NONE;
        }
        boolean another = canGrow || isAnyIdle();
        long patience = another ? PATIENCE_NANOS : LONGEST_PATIENCE_NANOS;
        boolean any = false;
        List<WorkerLink> tooLong = new ArrayList<>();
        for (WorkerLink link : links) {
            long waited = link.window().waitingNanos();
            any |= waited >= 0;
            if (waited >= patience) {
                tooLong.add(link);
            }
        }
        return new Stalled(any, tooLong);
    }
}
