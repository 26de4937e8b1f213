package dev.procession.testkit.fault;

/** Which way a frame goes. */
public enum Direction {
    /** From the parent: tasks, and what belongs to them. */
    TO_CHILD,
    /** To the parent: results. */
    FROM_CHILD
}
