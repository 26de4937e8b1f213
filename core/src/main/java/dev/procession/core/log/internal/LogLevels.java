package dev.procession.core.log.internal;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * From which severity on loggers log, by name: that of the longest name that is the logger's own or a parent's. The empty
 * name is the root. As text: {@code 800,500:com.example,900:org.noisy}; the root comes first. Immutable.
 */
public final class LogLevels {
    /** A text without end would make the child's argument file one. */
    private static final int MOST_NAMES = 1_000;

    /** What a name can have, in characters. */
    public static final int MAX_NAME = 512;

    private static final int INFO = System.Logger.Level.INFO.getSeverity();
    private static final int ERROR = System.Logger.Level.ERROR.getSeverity();

    private final int root;
    private final SortedMap<String, Integer> named;

    private LogLevels(int root, SortedMap<String, Integer> named) {
        this.root = root;
        this.named = named;
    }

    /**
     * Levels by name.
     *
     * @param root the root's
     * @param levels those of names; the empty name is the root, and counts for more
     * @return the levels; names that a text cannot hold are left out, and those after the first 1,000
     */
    public static LogLevels of(int root, Map<String, Integer> levels) {
        TreeMap<String, Integer> named = new TreeMap<>();
        new TreeMap<>(levels).forEach((name, level) -> {
            if (named.size() < MOST_NAMES && canBeText(name)) {
                named.put(name, level);
            }
        });
        Integer own = levels.get("");
        return new LogLevels(own == null ? root : own, named);
    }

    /**
     * Whether a level can be set for a name, so that it reaches a child.
     *
     * @param name a logger's name
     * @return true if so
     */
    public static boolean canBeText(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_NAME
                && name.chars().allMatch(c -> c > ' ' && c < 0x7F && c != ',' && c != ':');
    }

    /**
     * The levels that a text holds.
     *
     * @param text as {@link #toString} made it; what makes no sense is left out
     * @return the levels
     */
    public static LogLevels parse(String text) {
        TreeMap<String, Integer> named = new TreeMap<>();
        int root = INFO;
        for (String part : text.split(",", -1)) {
            int colon = part.indexOf(':');
            try {
                int level = Integer.parseInt(colon < 0 ? part : part.substring(0, colon));
                if (colon < 0) {
                    root = level;
                } else {
                    named.put(part.substring(colon + 1), level);
                }
            } catch (NumberFormatException e) {
                // Put there by hand; the rest still counts.
            }
        }
        return new LogLevels(root, named);
    }

    /**
     * The same, but for names that log errors alone unless a level is set for them.
     *
     * @param names loggers' names, with commas between; may be empty
     * @return the levels
     */
    public LogLevels quiet(String names) {
        TreeMap<String, Integer> all = new TreeMap<>(named);
        for (String name : names.split(",", -1)) {
            if (canBeText(name)) {
                all.putIfAbsent(name, ERROR);
            }
        }
        return new LogLevels(root, all);
    }

    /**
     * The root's level.
     *
     * @return the severity
     */
    public int root() {
        return root;
    }

    /**
     * The levels of names.
     *
     * @return the severities by name, unmodifiable
     */
    public Map<String, Integer> named() {
        return Collections.unmodifiableMap(named);
    }

    /**
     * From which severity on a logger logs.
     *
     * @param logger its name
     * @return the severity
     */
    public int effective(String logger) {
        for (String name = logger; !name.isEmpty(); name = name.substring(0, Math.max(0, name.lastIndexOf('.')))) {
            Integer level = named.get(name);
            if (level != null) {
                return level;
            }
        }
        return root;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(root);
        named.forEach((name, level) ->
                text.append(',').append((int) level).append(':').append(name));
        return text.toString();
    }
}
