package dev.procession.pool.parent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that one worker has, in the order in which they were sent, and which item's outcome comes next. Added to by
 * whoever sends, advanced by whoever receives. Thread-safe.
 */
final class InFlight {
    private final Deque<PendingTask> tasks = new ArrayDeque<>();
    private int position;

    synchronized void add(PendingTask task) {
        tasks.addLast(task);
    }

    /** The task whose item's outcome comes next. */
    synchronized @Nullable PendingTask current() {
        return tasks.peekFirst();
    }

    /** Which of the current task's items comes next. */
    synchronized int position() {
        return position;
    }

    /** The next item has its outcome. Returns whether the task is finished by it; then the next one is current. */
    synchronized boolean advance() {
        PendingTask task = tasks.element();
        position++;
        if (position < task.items()) {
            return false;
        }
        tasks.removeFirst();
        position = 0;
        return true;
    }

    /** Takes all out; the first is the current one, see {@link #position()}. */
    synchronized List<PendingTask> drain() {
        List<PendingTask> all = new ArrayList<>(tasks);
        tasks.clear();
        return all;
    }
}
