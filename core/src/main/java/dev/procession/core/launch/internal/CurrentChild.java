package dev.procession.core.launch.internal;

import dev.procession.core.launch.ChildContext;
import org.jspecify.annotations.Nullable;

/** Where a launched child keeps what it knows of itself. */
public final class CurrentChild {
    private static volatile @Nullable ChildContext context;

    private CurrentChild() {}

    /**
     * This process's own context.
     *
     * @return the context; null in a process that Procession did not launch
     */
    public static @Nullable ChildContext context() {
        return context;
    }

    static void become(ChildContext own) {
        context = own;
    }
}
