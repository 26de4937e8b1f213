package dev.procession.pool.parent;

import dev.procession.core.error.LaunchException;
import dev.procession.pool.PoolClosedException;
import org.jspecify.annotations.Nullable;

/** Whether a pool accepts tasks, and still runs those that it has accepted. Guarded by the dispatcher's lock. */
final class Admission {
    private @Nullable RuntimeException closed;
    private @Nullable RuntimeException dropping;

    /**
     * Nothing, while tasks are accepted.
     *
     * @throws RuntimeException if they are not: why
     */
    void requireOpen() {
        refuseIf(closed);
    }

    /**
     * Nothing, while accepted tasks are run.
     *
     * @throws RuntimeException if they are dropped: why
     */
    void requireKept() {
        refuseIf(dropping);
    }

    private static void refuseIf(@Nullable RuntimeException reason) {
        if (reason != null) {
            throw afresh(reason);
        }
    }

    /** A fresh exception for each caller, with the caller's own stack. */
    private static RuntimeException afresh(RuntimeException reason) {
        return reason instanceof LaunchException launch
                ? new LaunchException(launch.code(), String.valueOf(launch.getMessage()), launch)
                : new PoolClosedException(String.valueOf(reason.getMessage()));
    }

    /** Tasks are not accepted any more. The first reason counts. */
    void close(RuntimeException reason) {
        if (closed == null) {
            closed = reason;
        }
    }

    /** Tasks are not accepted any more, and those that were are not run. The first reason counts. */
    void drop(RuntimeException reason) {
        close(reason);
        if (dropping == null) {
            dropping = reason;
        }
    }

    /** Why accepted tasks are not run; null while they are. */
    @Nullable
    RuntimeException dropping() {
        return dropping;
    }
}
