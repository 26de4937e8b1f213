package dev.procession.core.error;

import org.jspecify.annotations.Nullable;

/** A channel is closed, torn or fed with what is not a frame. */
public class ChannelException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with a cause.
     *
     * @param code the stable code
     * @param message what happened, the value, the limit and the fix
     * @param cause what made it happen, or null
     */
    public ChannelException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }

    /**
     * An error without a cause.
     *
     * @param message what happened, the value, the limit and the fix
     */
    public ChannelException(String message) {
        super(ErrorCode.CHANNEL_CLOSED, message);
    }

    /**
     * What a channel fails with that has not the memory for what its peer sends.
     *
     * @param cause what the JVM has thrown
     * @return the error to fail with
     */
    public static ChannelException noMemory(OutOfMemoryError cause) {
        return new ChannelException(
                ErrorCode.CHANNEL_CLOSED,
                "this process has not the memory for what it is being sent (" + cause.getMessage()
                        + "): give it a larger heap, or send less at once",
                cause);
    }
}
