package dev.procession.pool.parent;

import org.jspecify.annotations.Nullable;

/**
 * Where the outcomes of a task's items go. Each index gets exactly one outcome. Called on a transport's thread or on one
 * of the pool's: never blocks, runs no user code.
 */
interface TaskSink {
    /** An item has succeeded; the value was on the fast path. */
    void succeeded(int index, @Nullable Object value, int encodedBytes);

    /** An item has an outcome that must be decoded where user code may run. */
    void arrived(int index, EncodedOutcome outcome, int encodedBytes);

    /** An item has failed on this side. */
    void failed(int index, Throwable reason);

    /** An item reports a value while it runs, to be decoded where user code may run. */
    default void reported(int index, EncodedOutcome value) {}

    /** A part of the task, or the task on a further attempt, goes on as this one: a cancel must reach it. */
    void carriedAs(PendingTask part);

    /** Items were dropped before they started, since nobody wants them; they will have no outcome. */
    default void dropped(int firstIndex, int items) {}

    /** As long as the entry is open, this sink is known to have outcomes to come. Called once, when its task is accepted. */
    default void knownAs(OpenSinks.Entry entry) {}

    /**
     * Its task may be nowhere any more: what has no outcome yet fails. The pool has ended, and no outcome comes.
     *
     * @param reason why
     */
    void lost(Throwable reason);

    /** Whether anyone still wants the outcome; if not, the task need not be started. */
    boolean isWanted();
}
