package dev.procession.pool.parent;

/**
 * Neighbouring items of a task.
 *
 * @param task the task
 * @param from which of its items is the first
 * @param to behind the last
 */
record Span(PendingTask task, int from, int to) {
    int items() {
        return to - from;
    }

    /** Whether these are all the items of the task. */
    boolean isWhole() {
        return from == 0 && to == task.items();
    }

    /** Which of the task's items is the first here that comes after an item, by its number on the link; {@code to} if none. */
    int after(long number) {
        return (int) Math.max(from, Math.min(to, number + 1 - task.firstItem()));
    }
}
