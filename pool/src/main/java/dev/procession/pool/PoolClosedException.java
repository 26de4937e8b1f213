package dev.procession.pool;

import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProcessionException;

/**
 * A task was given to a pool that accepts none, or was dropped because its pool was terminated or has ended itself: an error
 * of this JVM, as where its memory runs out, has cut off the pool's own bookkeeping. That error is then the cause.
 */
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

    /**
     * An error with a cause.
     *
     * @param message what happened and the fix
     * @param cause what brought it about
     */
    public PoolClosedException(String message, Throwable cause) {
        super(ErrorCode.CLOSED, message, cause);
    }
}
