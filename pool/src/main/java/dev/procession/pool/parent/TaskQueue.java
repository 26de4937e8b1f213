package dev.procession.pool.parent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that no worker has yet: of the highest priority first, and among those first come first served; what a dead
 * worker leaves comes before its equals. Guarded by its user.
 */
final class TaskQueue {
    /** Those of priority 0, which is that of most. */
    private final Deque<PendingTask> ordinary = new ArrayDeque<>();

    /** Those of other priorities, the highest first; no level is empty. */
    private final TreeMap<Integer, Deque<PendingTask>> ranked = new TreeMap<>(Collections.reverseOrder());

    void add(PendingTask task) {
        level(task).addLast(task);
    }

    /** Puts tasks before all others of their priority, in their order. */
    void addFirst(List<PendingTask> tasks) {
        for (int i = tasks.size() - 1; i >= 0; i--) {
            level(tasks.get(i)).addFirst(tasks.get(i));
        }
    }

    /** Puts back what was the first; needs no memory. */
    void putBack(PendingTask task) {
        level(task).addFirst(task);
    }

    private Deque<PendingTask> level(PendingTask task) {
        int priority = task.terms().priority();
        return priority == 0 ? ordinary : ranked.computeIfAbsent(priority, any -> new ArrayDeque<>());
    }

    private Deque<PendingTask> first() {
        if (ranked.isEmpty() || (ranked.firstKey() < 0 && !ordinary.isEmpty())) {
            return ordinary;
        }
        return ranked.firstEntry().getValue();
    }

    @Nullable
    PendingTask peek() {
        return first().peekFirst();
    }

    int size() {
        int tasks = ordinary.size();
        for (Deque<PendingTask> level : ranked.values()) {
            tasks += level.size();
        }
        return tasks;
    }

    void removeFirst() {
        Deque<PendingTask> level = first();
        level.removeFirst();
        if (level.isEmpty() && level != ordinary) {
            ranked.pollFirstEntry();
        }
    }

    /** How many tasks there are of the priority that comes first. */
    int firstCount() {
        return first().size();
    }

    /** Takes out what nobody wants any more. */
    List<PendingTask> removeUnwanted() {
        List<PendingTask> unwanted = new ArrayList<>();
        ordinary.removeIf(task -> !task.isWanted() && unwanted.add(task));
        for (Deque<PendingTask> level : ranked.values()) {
            level.removeIf(task -> !task.isWanted() && unwanted.add(task));
        }
        ranked.values().removeIf(Deque::isEmpty);
        return unwanted;
    }

    List<PendingTask> drain() {
        List<PendingTask> all = new ArrayList<>();
        while (peek() != null) {
            all.addAll(first());
            first().clear();
            ranked.values().removeIf(Deque::isEmpty);
        }
        return all;
    }
}
