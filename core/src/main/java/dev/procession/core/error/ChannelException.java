package dev.procession.core.error;

import org.jspecify.annotations.Nullable;

/** A channel is closed, torn or fed with what is not a frame. */
public class ChannelException extends ProcessionException {
    private static final long serialVersionUID = 1L;
    private static final String NO_MEMORY = "this process has not the memory for what it is being sent";
    private static final String ADVICE = ": give it a larger heap, or send less at once";

    /** For when there is not even memory to say so. */
    @SuppressWarnings("StaticAssignmentOfThrowable") // on demand would be too late
    private static final ChannelException MADE_BEFOREHAND = new ChannelException(NO_MEMORY + ADVICE);

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
     * Has this class ready for {@link #noMemory}: one whose first use comes when there is no memory is of no use ever after. Done
     * for every channel that has a {@link dev.procession.core.channel.ListenerGate}.
     *
     * @return whether it is ready, which is true
     */
    public static boolean prepare() {
        return MADE_BEFOREHAND.code() == ErrorCode.CHANNEL_CLOSED;
    }

    /**
     * What a channel fails with that has not the memory for what its peer sends.
     *
     * @param cause what the JVM has thrown
     * @return the error to fail with
     */
    public static ChannelException noMemory(OutOfMemoryError cause) {
        try {
            return new ChannelException(
                    ErrorCode.CHANNEL_CLOSED, NO_MEMORY + " (" + cause.getMessage() + ")" + ADVICE, cause);
        } catch (OutOfMemoryError again) {
            return MADE_BEFOREHAND;
        }
    }
}
