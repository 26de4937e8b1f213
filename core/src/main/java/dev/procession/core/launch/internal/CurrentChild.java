package dev.procession.core.launch.internal;

import dev.procession.core.launch.ChildContext;
import org.jspecify.annotations.Nullable;

/** Where a launched child keeps what it knows of itself. */
public final class CurrentChild {
    private static final String ARGUMENTS = ".args";

    private static volatile @Nullable ChildContext context;
    private static volatile @Nullable String filePrefix;

    private CurrentChild() {}

    /**
     * This process's own context.
     *
     * @return the context; null in a process that Procession did not launch
     */
    public static @Nullable ChildContext context() {
        return context;
    }

    /**
     * How the paths of files begin that this process leaves to its launcher to clear away: a hyphen and a name have to
     * follow.
     *
     * @return the beginning; null in a process that was launched otherwise
     */
    public static @Nullable String filePrefix() {
        return filePrefix;
    }

    static void become(ChildContext own, String argumentFile) {
        filePrefix = argumentFile.endsWith(ARGUMENTS)
                ? argumentFile.substring(0, argumentFile.length() - ARGUMENTS.length())
                : null;
        context = own;
    }
}
