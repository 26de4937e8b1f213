package dev.procession.codec.fory;

import java.util.ArrayDeque;
import java.util.Deque;

/** A class that a graph must not hold, met while it is written or read; collects the way to it on its own way up. */
final class NotAllowedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A path in a message is no longer than this many steps. */
    private static final int MOST_STEPS = 20;

    private final transient Class<?> type;
    private final transient Deque<String> path = new ArrayDeque<>();

    NotAllowedException(Class<?> type) {
        super(type.getName(), null, false, false);
        this.type = type;
    }

    Class<?> type() {
        return type;
    }

    /** Notes that it came out of a field. */
    void throughField(String name) {
        path.addFirst("." + name);
    }

    /** Notes that it came out of a collection, an array or a map. */
    void throughElement(Object index) {
        path.addFirst("[" + index + "]");
    }

    /** For instance {@code items[2].maker}; empty if it is the value itself. */
    String path() {
        String steps =
                String.join("", path.stream().limit(MOST_STEPS).toList()) + (path.size() > MOST_STEPS ? "…" : "");
        return steps.startsWith(".") ? steps.substring(1) : steps;
    }
}
