package dev.procession.pool;

/**
 * Not an error of its own: stands among the suppressed exceptions of a task's exception and says where that was thrown.
 * It prints the worker's stack trace only where the exception does not do so itself, since its own frames are the
 * worker's.
 */
public final class RemoteStackTrace extends Exception {
    private static final long serialVersionUID = 1L;

    private static final String INDENT = "\n\t\t";

    /** The worker's name and process id. */
    private final String worker;

    /** What the worker printed. */
    private final String trace;

    private RemoteStackTrace(String message, String worker, String trace) {
        super(message, null, false, false);
        this.worker = worker;
        this.trace = trace;
    }

    /**
     * For an exception that shows the worker's frames as its own.
     *
     * @param worker the worker's name and process id
     * @param trace the stack trace as the worker printed it
     * @return a trace whose message names the worker alone
     */
    public static RemoteStackTrace beside(String worker, String trace) {
        return new RemoteStackTrace("thrown in " + worker, worker, trace);
    }

    /**
     * For an exception that has no frames, or those of this process.
     *
     * @param worker the worker's name and process id
     * @param trace the stack trace as the worker printed it
     * @return a trace whose message holds the worker's
     */
    public static RemoteStackTrace insteadOf(String worker, String trace) {
        String text = trace.strip().replace("\n", INDENT);
        return new RemoteStackTrace("thrown in " + worker + ":" + INDENT + text, worker, trace);
    }

    /**
     * Where the exception was thrown.
     *
     * @return the worker's name and process id
     */
    public String worker() {
        return worker;
    }

    /**
     * The exception as the worker printed it, with causes.
     *
     * @return the stack trace, at most a little more than 64 Ki characters
     */
    public String trace() {
        return trace;
    }
}
