package dev.procession.core.error;

import org.jspecify.annotations.Nullable;

/** The root of every error that Procession itself raises. */
public class ProcessionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The stable code. */
    private final ErrorCode code;

    /**
     * An error with a cause.
     *
     * @param code the stable code
     * @param message what happened, the value, the limit and the fix
     * @param cause what made it happen, or null
     */
    public ProcessionException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /**
     * An error without a cause.
     *
     * @param code the stable code
     * @param message what happened, the value, the limit and the fix
     */
    public ProcessionException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * What went wrong, as a stable word.
     *
     * @return the code
     */
    public final ErrorCode code() {
        return code;
    }
}
