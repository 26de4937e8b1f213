package dev.procession.core.error;

/** A message does not fit into the buffer that it was to be received into. It is not lost: it is still the next one. */
public class BufferTooShortException extends ConnectionException {
    private static final long serialVersionUID = 1L;

    /** How long the message is. */
    private final int messageBytes;

    /**
     * The error.
     *
     * @param messageBytes how long the message is
     * @param room how many bytes there was room for
     */
    public BufferTooShortException(int messageBytes, int room) {
        super(
                ErrorCode.BUFFER_TOO_SHORT,
                "The next message has " + messageBytes + " bytes, the buffer has room for " + room
                        + ": receive it again into a larger one, or by receiveBytes()");
        this.messageBytes = messageBytes;
    }

    /**
     * How much room the message takes.
     *
     * @return its length in bytes
     */
    public final int messageBytes() {
        return messageBytes;
    }
}
