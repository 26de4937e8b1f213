package dev.procession.pool.parent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tasks that no worker has yet, first come first served; what a dead worker leaves comes first. Guarded by its user. */
final class TaskQueue {
    private final Deque<PendingTask> waiting = new ArrayDeque<>();

    void add(PendingTask task) {
        waiting.addLast(task);
    }

    /** Puts tasks before all others, in their order. */
    void addFirst(List<PendingTask> tasks) {
        for (int i = tasks.size() - 1; i >= 0; i--) {
            waiting.addFirst(tasks.get(i));
        }
    }

    @Nullable
    PendingTask peek() {
        return waiting.peekFirst();
    }

    int size() {
        return waiting.size();
    }

    void removeFirst() {
        waiting.removeFirst();
    }

    /** Takes out what nobody wants any more. */
    List<PendingTask> removeUnwanted() {
        List<PendingTask> unwanted = new ArrayList<>();
        waiting.removeIf(task -> !task.isWanted() && unwanted.add(task));
        return unwanted;
    }

    List<PendingTask> drain() {
        List<PendingTask> all = new ArrayList<>(waiting);
        waiting.clear();
        return all;
    }
}
