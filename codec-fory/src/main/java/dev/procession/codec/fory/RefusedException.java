package dev.procession.codec.fory;

import org.jspecify.annotations.Nullable;

/** What a graph asks for and does not get, apart from {@link NotAllowedException}: a class that the filter refuses, or too much. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Class<?> type;

    private RefusedException(@Nullable Class<?> type, String message) {
        super(message, null, false, false);
        this.type = type;
    }

    static RefusedException byFilter(Class<?> type) {
        return new RefusedException(type, type.getName());
    }

    static RefusedException because(String message) {
        return new RefusedException(null, message);
    }

    /** The class that the filter refuses; null if it is something else. */
    @Nullable
    Class<?> type() {
        return type;
    }
}
