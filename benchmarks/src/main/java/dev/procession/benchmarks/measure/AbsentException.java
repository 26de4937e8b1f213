package dev.procession.benchmarks.measure;

/** A peer is not on this machine. The message says what is missing. */
public final class AbsentException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * With what is missing.
     *
     * @param message what is missing, for a reader of the table
     */
    public AbsentException(String message) {
        super(message);
    }
}
