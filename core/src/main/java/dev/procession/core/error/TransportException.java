package dev.procession.core.error;

import org.jspecify.annotations.Nullable;

/** No transport could be chosen, or the chosen one cannot work here. */
public class TransportException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with a cause.
     *
     * @param code the stable code
     * @param message what happened, the value, the limit and the fix
     * @param cause what made it happen, or null
     */
    public TransportException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }

    /**
     * An error without a cause.
     *
     * @param message what happened, the value, the limit and the fix
     */
    public TransportException(String message) {
        super(ErrorCode.TRANSPORT_UNAVAILABLE, message);
    }
}
