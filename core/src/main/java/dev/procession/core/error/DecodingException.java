package dev.procession.core.error;

import org.jspecify.annotations.Nullable;

/** Bytes could not be turned back into a value; the message names the class and the position. */
public class DecodingException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with a cause.
     *
     * @param code the stable code
     * @param message what happened, the value, the limit and the fix
     * @param cause what made it happen, or null
     */
    public DecodingException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }

    /**
     * An error without a cause.
     *
     * @param message what happened, the value, the limit and the fix
     */
    public DecodingException(String message) {
        super(ErrorCode.DECODING_FAILED, message);
    }
}
