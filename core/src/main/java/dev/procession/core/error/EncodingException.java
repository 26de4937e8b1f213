package dev.procession.core.error;

import org.jspecify.annotations.Nullable;

/** A value could not be turned into bytes; the message names the path to the field that resisted. */
public class EncodingException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with a cause.
     *
     * @param code the stable code
     * @param message what happened, the value, the limit and the fix
     * @param cause what made it happen, or null
     */
    public EncodingException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }

    /**
     * An error without a cause.
     *
     * @param message what happened, the value, the limit and the fix
     */
    public EncodingException(String message) {
        super(ErrorCode.ENCODING_FAILED, message);
    }
}
