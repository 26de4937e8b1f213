package dev.procession.examples.soak;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was held at each look, and whether it stayed within its limits. Used by one thread. */
final class Holdings {
    private final Map<Figure, Long> before = new EnumMap<>(Figure.class);
    private final List<Map<Figure, Long>> looks = new ArrayList<>();
    private final Map<Figure, Long> after = new EnumMap<>(Figure.class);
    private List<String> leftOpen = List.of();

    /** Before there was a pool. */
    void before(Map<Figure, Long> held) {
        before.putAll(held);
    }

    /** After the warm-up, which is what later ones are held against; in place of an earlier one. */
    void first(Map<Figure, Long> held) {
        looks.clear();
        looks.add(held);
    }

    boolean haveFirst() {
        return !looks.isEmpty();
    }

    /** Later. */
    void add(Map<Figure, Long> held) {
        looks.add(held);
    }

    /**
     * When all pools were closed.
     *
     * @param open which descriptors
     */
    void after(Map<Figure, Long> held, List<String> open) {
        after.putAll(held);
        leftOpen = List.copyOf(open);
    }

    List<Map<Figure, Long>> looks() {
        return looks;
    }

    /** Whether what is held is within the limits that the first look gives. */
    boolean areFlat(Map<Figure, Long> held) {
        return held.entrySet().stream()
                .allMatch(one -> one.getValue() <= one.getKey().limit(held(looks.get(0), one.getKey())));
    }

    /** Whether what is held is no more than before there was a pool. */
    boolean areGone(Map<Figure, Long> held) {
        return held.entrySet().stream()
                .allMatch(one -> one.getValue() <= one.getKey().limitAtEnd(held(before, one.getKey())));
    }

    /** What has grown beyond its limit. */
    List<String> growth() {
        List<String> growth = new ArrayList<>();
        for (Figure figure : Figure.values()) {
            if (looks.size() > 1) {
                long first = held(looks.get(0), figure);
                long last = held(looks.get(looks.size() - 1), figure);
                if (last > figure.limit(first)) {
                    growth.add(figure.words() + " grew from " + first + " to " + last + ", the limit is "
                            + figure.limit(first));
                }
            }
            long left = held(after, figure);
            if (left > figure.limitAtEnd(held(before, figure))) {
                growth.add(figure.words() + ": " + left + " when all pools were closed, before them "
                        + held(before, figure) + ", the limit is " + figure.limitAtEnd(held(before, figure))
                        + (figure == Figure.DESCRIPTORS ? ": " + String.join(", ", leftOpen) : ""));
            }
        }
        return growth;
    }

    private static long held(Map<Figure, Long> look, Figure figure) {
        return look.getOrDefault(figure, 0L);
    }

    /** A line for each figure. */
    List<String> table() {
        List<String> lines = new ArrayList<>();
        String format = "%-14s %10s %10s %10s %10s %10s %10s";
        lines.add(String.format(format, "held", "first", "last", "limit", "before", "closed", "limit"));
        for (Figure figure : Figure.values()) {
            boolean compared = looks.size() > 1;
            long first = looks.isEmpty() ? 0 : held(looks.get(0), figure);
            lines.add(String.format(
                    format,
                    figure.words(),
                    looks.isEmpty() ? "-" : first,
                    compared ? held(looks.get(looks.size() - 1), figure) : "-",
                    figure.isJudged() && !looks.isEmpty() ? figure.limit(first) : "-",
                    held(before, figure),
                    after.isEmpty() ? "-" : held(after, figure),
                    figure.isJudged() ? figure.limitAtEnd(held(before, figure)) : "-"));
        }
        return lines;
    }
}
