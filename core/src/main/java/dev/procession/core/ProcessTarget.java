package dev.procession.core;

import java.io.Serializable;

/** The body of a {@link JvmProcess} with a state of its own: its serializable fields travel with it. */
@FunctionalInterface
public interface ProcessTarget extends Serializable {
    /**
     * Runs in the child process, on its main thread. When it returns the child ends with exit code 0; when it throws,
     * the child prints the stack trace and ends with exit code 1.
     *
     * @param context the child's own identity
     * @throws Exception whatever the body throws
     */
    void run(ProcessContext context) throws Exception;
}
