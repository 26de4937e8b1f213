package dev.procession.core.error;

import org.jspecify.annotations.Nullable;

/** A connection between processes cannot be made, is closed or broken, or was asked for what it cannot give. */
public class ConnectionException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with a cause.
     *
     * @param code the stable code
     * @param message what happened, the value, the limit and the fix
     * @param cause what made it happen, or null
     */
    public ConnectionException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }

    /**
     * An error without a cause.
     *
     * @param code the stable code
     * @param message what happened, the value, the limit and the fix
     */
    public ConnectionException(ErrorCode code, String message) {
        super(code, message);
    }
}
