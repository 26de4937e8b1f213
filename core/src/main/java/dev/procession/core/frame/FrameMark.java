package dev.procession.core.frame;

import java.util.List;

/**
 * What one end of a stream tells the other about the stream itself, between two frames. For streams that cannot say it
 * otherwise: a pipe whose descriptor other processes hold too never shows its end.
 */
public enum FrameMark {
    /** The first thing sent: an end is there, and what follows are frames. */
    OPENED(-1),
    /** No frame follows; the other direction stays open. */
    OUTPUT_ENDED(-2),
    /** No frame follows, and nothing more is read. */
    CLOSED(-3),
    /**
     * How much of the other direction was read: eight bytes follow, the count of its bytes since the beginning. Who has sent
     * no more than that knows that nothing of it is under way.
     */
    READ(-4);

    /** All marks, without the copy that {@code values()} makes. */
    static final List<FrameMark> ALL = List.of(values());

    private final int length;

    FrameMark(int length) {
        this.length = length;
    }

    /** What stands in the place of the length. */
    int length() {
        return length;
    }
}
