package dev.procession.core.error;

/**
 * The other end of a connection is gone: it was closed, or its process has ended, and everything that it sent has been
 * received. The message says who is gone, and why as far as that is known.
 */
public class EndOfStreamException extends ConnectionException {
    private static final long serialVersionUID = 1L;

    /**
     * The end.
     *
     * @param message who is gone, and why
     */
    public EndOfStreamException(String message) {
        super(ErrorCode.END_OF_STREAM, message);
    }

    /**
     * The end, noticed by something else.
     *
     * @param message who is gone, and why
     * @param cause how it was noticed
     */
    public EndOfStreamException(String message, Throwable cause) {
        super(ErrorCode.END_OF_STREAM, message, cause);
    }
}
