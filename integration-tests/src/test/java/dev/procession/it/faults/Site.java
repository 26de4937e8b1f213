package dev.procession.it.faults;

/** Where on its way a task meets user code. */
enum Site {
    /** {@code readObject} of the argument, in the worker. */
    ARGUMENT_DECODE,
    /** The function itself. */
    RUN,
    /** {@code writeObject} of the result, in the worker. */
    RESULT_ENCODE,
    /** {@code readObject} of the result, in the parent. */
    RESULT_DECODE;

    boolean isInTheParent() {
        return this == RESULT_DECODE;
    }
}
