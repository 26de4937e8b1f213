package dev.procession.core.log;

import dev.procession.core.log.internal.child.MarkedPrints;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What this process is running, in words, for what it logs and prints. Thread-safe. */
public final class CurrentTask {
    private static volatile @Nullable Supplier<String> description;

    private CurrentTask() {}

    /**
     * Sets who knows, once. For programs that run tasks in a child that a launcher has started: there {@link System#out} and
     * {@link System#err} say so, too, from now on, between what they print.
     *
     * @param source asked by any thread, at each record and each print; gives an empty text while nothing runs; must neither block nor log
     */
    public static void describedBy(Supplier<String> source) {
        description = source;
        MarkedPrints.begin();
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
