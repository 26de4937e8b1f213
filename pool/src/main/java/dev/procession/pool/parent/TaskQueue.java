package dev.procession.pool.parent;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that no worker has yet: of the highest priority first, and among those first come first served; what a dead
 * worker leaves comes before its equals. Guarded by its user.
 */
final class TaskQueue {
    /** Those of priority 0, which is that of most. */
    private final TaskLine ordinary = new TaskLine();

    /** Those of other priorities, the highest first; no level is empty. */
    private final TreeMap<Integer, TaskLine> ranked = new TreeMap<>(Collections.reverseOrder());

    void add(PendingTask task) {
        level(task).addLast(task);
    }

    /** Puts tasks before all others of their priority, in their order. */
    void addFirst(List<PendingTask> tasks) {
        for (int i = tasks.size() - 1; i >= 0; i--) {
            putBack(tasks.get(i));
        }
    }

    /** Puts a task before all others of its priority. */
    void putBack(PendingTask task) {
        level(task).addFirst(task);
    }

    private TaskLine level(PendingTask task) {
        int priority = task.terms().priority();
        return priority == 0 ? ordinary : ranked.computeIfAbsent(priority, any -> new TaskLine());
    }

    private TaskLine first() {
        if (ranked.isEmpty() || (ranked.firstKey() < 0 && ordinary.size() > 0)) {
            return ordinary;
        }
        return ranked.firstEntry().getValue();
    }

    @Nullable
    PendingTask peek() {
        return first().first();
    }

    int size() {
        int tasks = ordinary.size();
        for (TaskLine level : ranked.values()) {
            tasks += level.size();
        }
        return tasks;
    }

    /** Removes what {@link #peek} has answered. */
    void remove(PendingTask first) {
        TaskLine level = first();
        Integer rank = level == ordinary ? null : ranked.firstKey();
        level.removeFirst(first);
        if (rank != null && level.size() == 0) {
            ranked.remove(rank);
        }
    }

    /** How many tasks there are of the priority that comes first. */
    int firstCount() {
        return first().size();
    }

    /** Takes out what nobody wants any more. */
    List<PendingTask> removeUnwanted() {
        List<PendingTask> unwanted = new ArrayList<>(ordinary.removeUnwanted());
        for (TaskLine level : ranked.values()) {
            unwanted.addAll(level.removeUnwanted());
        }
        ranked.values().removeIf(level -> level.size() == 0);
        return unwanted;
    }

    List<PendingTask> drain() {
        List<PendingTask> all = new ArrayList<>(size());
        while (peek() != null) {
            TaskLine level = first();
            all.addAll(level.all());
            level.clear();
            ranked.values().removeIf(any -> any.size() == 0);
        }
        return all;
    }
}
