package dev.procession.core.launch;

import dev.procession.core.launch.internal.CurrentChild;

/**
 * A child on a thread of this process: what stands in for a process where none is to be started. Its threads share
 * everything with the process but what {@link dev.procession.core.ProcessContext} tells.
 */
public final class ThreadChild {
    private ThreadChild() {}

    /**
     * Runs a body on the calling thread as a child would run it: until it returns, {@link
     * dev.procession.core.ProcessContext#current()} tells of this child, on this thread alone.
     *
     * @param context what the child knows of itself
     * @param body what it runs
     */
    public static void run(ChildContext context, Runnable body) {
        ChildContext outer = CurrentChild.onThisThread(context);
        try {
            body.run();
        } finally {
            CurrentChild.onThisThread(outer);
        }
    }
}
