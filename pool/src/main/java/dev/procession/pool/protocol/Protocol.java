package dev.procession.pool.protocol;

/** The numbers of the control protocol, as {@code procession.proto} gives them. */
public final class Protocol {
    /** The oldest version that this code speaks. */
    public static final int LOWEST_VERSION = 1;

    /** The newest version that this code speaks. */
    public static final int HIGHEST_VERSION = 1;

    /** Mark of an outcome: the task failed; a throwable follows. */
    public static final int FAILED = 0x70;

    /** Mark of an outcome: the task was cancelled before it started. */
    public static final int SKIPPED = 0x71;

    /** Mark of an outcome: it is large and comes in a frame of its own; its size follows. */
    public static final int LARGE = 0x72;

    /** The first of the marks; lower tags begin a value. */
    public static final int FIRST_MARK = 0x70;

    /** Outcomes above this many bytes are announced before they are sent. */
    public static final int LARGE_OUTCOME_BYTES = 60 << 10;

    /** A value that an item reports while it runs is not larger than this. */
    public static final int MOST_PROGRESS_BYTES = 60 << 10;

    /** What a frame needs beside the largest argument, function or outcome that it carries. */
    public static final int FRAME_OVERHEAD_BYTES = 512;

    private Protocol() {}
}
