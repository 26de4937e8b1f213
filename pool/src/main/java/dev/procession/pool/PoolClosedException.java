package dev.procession.pool;

import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProcessionException;

/** A task was given to a pool that accepts none, or was dropped because its pool was terminated. */
public final class PoolClosedException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /**
     * An error without a cause.
     *
     * @param message what happened and the fix
     */
    public PoolClosedException(String message) {
        super(ErrorCode.CLOSED, message);
    }
}
