package dev.procession.core.error;

import org.jspecify.annotations.Nullable;

/** A child process could not be started, or did not report in time. */
public class LaunchException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with a cause.
     *
     * @param code the stable code
     * @param message what happened, the value, the limit and the fix
     * @param cause what made it happen, or null
     */
    public LaunchException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }

    /**
     * An error without a cause.
     *
     * @param message what happened, the value, the limit and the fix
     */
    public LaunchException(String message) {
        super(ErrorCode.LAUNCH_FAILED, message);
    }
}
