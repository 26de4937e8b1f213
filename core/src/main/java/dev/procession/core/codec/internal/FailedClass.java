package dev.procession.core.codec.internal;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Whose own code made the decoding of an object fail, as far as the stack of the failure tells. */
final class FailedClass {
    /** What an object stream calls of the classes that it decodes. */
    private static final Set<String> HOOKS = Set.of(
            "readObject", "readObjectNoData", "readExternal", "readResolve", "validateObject", "<init>", "<clinit>");

    /** A stream's step to the next object: what fails above it is that object, of which no code has run yet. */
    private static final String NEXT_OBJECT = "readObject0";

    /** How far down the causes are searched: they may go round. */
    private static final int MOST_CAUSES = 32;

    private FailedClass() {}

    /**
     * Searches a failure and its causes, the failure first.
     *
     * @param failure what a stream has thrown
     * @param named the classes that the stream has named
     * @return the one of them whose code failed; empty if none did, or the stack does not tell
     */
    static Optional<String> of(Throwable failure, Collection<String> named) {
        Throwable cause = failure;
        try {
            for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
                for (StackTraceElement frame : cause.getStackTrace()) {
                    if (HOOKS.contains(frame.getMethodName()) && named.contains(frame.getClassName())) {
                        return Optional.of(frame.getClassName());
                    }
                    if (frame.getMethodName().equals(NEXT_OBJECT)) {
                        break;
                    }
                }
                cause = cause.getCause();
            }
        } catch (RuntimeException | StackOverflowError e) {
            // Methods of the user's exception: then the stack does not tell.
        }
        return Optional.empty();
    }
}
