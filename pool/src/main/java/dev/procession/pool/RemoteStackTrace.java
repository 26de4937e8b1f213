package dev.procession.pool;

/** Not an error of its own: stands among the suppressed exceptions of a task's exception and says where it happened. */
public final class RemoteStackTrace extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * A trace from another process.
     *
     * @param worker the worker's name and process id
     * @param trace the stack trace as the worker printed it
     */
    public RemoteStackTrace(String worker, String trace) {
        super("thrown in " + worker + ":\n" + trace, null, false, false);
    }
}
