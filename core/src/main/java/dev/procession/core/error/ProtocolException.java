package dev.procession.core.error;

import org.jspecify.annotations.Nullable;

/** The two sides of a channel do not understand each other. */
public class ProtocolException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with a cause.
     *
     * @param code the stable code
     * @param message what happened, the value, the limit and the fix
     * @param cause what made it happen, or null
     */
    public ProtocolException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }

    /**
     * An error without a cause.
     *
     * @param message what happened, the value, the limit and the fix
     */
    public ProtocolException(String message) {
        super(ErrorCode.PROTOCOL_VIOLATION, message);
    }
}
