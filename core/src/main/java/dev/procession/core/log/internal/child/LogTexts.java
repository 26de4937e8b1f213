package dev.procession.core.log.internal.child;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bounds for what a record holds beside its message and trace. */
final class LogTexts {
    static final int MOST_ENTRIES = 64;
    private static final int MAX_NAME = 1_024;
    private static final int MAX_VALUE = 4_096;

    private LogTexts() {}

    /** A name: of a logger, a thread, a class, a marker. */
    static String name(@Nullable String text) {
        return cut(text == null ? "" : text, MAX_NAME);
    }

    /** A value of the context or of a pair; an object whose toString fails is named by its class. */
    static String value(@Nullable Object value) {
        try {
            return cut(String.valueOf(value), MAX_VALUE);
        } catch (RuntimeException e) {
            return "[" + (value == null ? "null" : value.getClass().getName()) + " whose toString() failed: "
                    + e.getClass().getName() + "]";
        }
    }

    private static String cut(String text, int limit) {
        return text.length() <= limit ? text : text.substring(0, limit) + "... cut after " + limit + " characters";
    }

    /** The first entries of a context. */
    static Map<String, String> entries(Map<String, String> all) {
        Map<String, String> first = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : all.entrySet()) {
            if (first.size() == MOST_ENTRIES) {
                break;
            }
            first.put(name(entry.getKey()), value(entry.getValue()));
        }
        return first;
    }
}
