package dev.procession.core.log;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What this process is running, in words, for the records that it logs. Thread-safe. */
public final class CurrentTask {
    private static volatile @Nullable Supplier<String> description;

    private CurrentTask() {}

    /**
     * Sets who knows. For programs that run tasks in a child.
     *
     * @param source asked by any thread, at each record; gives an empty text while nothing runs; must neither block nor log
     */
    public static void describedBy(Supplier<String> source) {
        description = source;
    }

    /**
     * What is running now.
     *
     * @return the description; empty if nothing runs, or if nobody knows
     */
    public static String inWords() {
        Supplier<String> source = description;
        return source == null ? "" : source.get();
    }
}
