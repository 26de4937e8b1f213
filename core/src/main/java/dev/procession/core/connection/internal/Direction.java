package dev.procession.core.connection.internal;

/** Which way messages go at an end. */
public enum Direction {
    /** It sends and receives. */
    BOTH,
    /** It only sends. */
    SENDS,
    /** It only receives. */
    RECEIVES
}
