package dev.procession.pool.parent;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tasks in a line, each holding the next: adding and removing take no memory, so an error of the JVM finds or leaves the line
 * whole. A task is in one line at a time. Guarded by its user.
 */
final class TaskLine {
    private @Nullable PendingTask first;
    private @Nullable PendingTask last;
    private int size;

    int size() {
        return size;
    }

    @Nullable
    PendingTask first() {
        return first;
    }

    void addLast(PendingTask task) {
        PendingTask before = last;
        if (before == null) {
            first = task;
        } else {
            before.next(task);
        }
        last = task;
        size++;
    }

    void addFirst(PendingTask task) {
        PendingTask behind = first;
        if (behind == null) {
            last = task;
        } else {
            task.next(behind);
        }
        first = task;
        size++;
    }

    /** Removes the first; there is one. */
    void removeFirst(PendingTask task) {
        PendingTask next = task.next();
        first = next;
        if (next == null) {
            last = null;
        }
        size--;
        task.next(null);
    }

    /** All, in order. */
    List<PendingTask> all() {
        List<PendingTask> all = new ArrayList<>(size);
        for (PendingTask task = first; task != null; task = task.next()) {
            all.add(task);
        }
        return all;
    }

    /** Removes those that nobody wants any more. */
    List<PendingTask> removeUnwanted() {
        List<PendingTask> unwanted = new ArrayList<>();
        List<PendingTask> wanted = new ArrayList<>(size);
        for (PendingTask task : all()) {
            (task.isWanted() ? wanted : unwanted).add(task);
        }
        if (!unwanted.isEmpty()) {
            clear();
            wanted.forEach(this::addLast);
        }
        return unwanted;
    }

    /** Removes all. */
    void clear() {
        PendingTask task = first;
        first = null;
        last = null;
        size = 0;
        while (task != null) {
            PendingTask next = task.next();
            task.next(null);
            task = next;
        }
    }
}
