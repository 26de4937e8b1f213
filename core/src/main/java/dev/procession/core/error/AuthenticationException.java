package dev.procession.core.error;

/** The two sides of a new connection do not have the same key, or one of them is no Procession at all. */
public class AuthenticationException extends ConnectionException {
    private static final long serialVersionUID = 1L;

    /**
     * A refusal.
     *
     * @param message who refused whom, where, and the fix
     */
    public AuthenticationException(String message) {
        super(ErrorCode.AUTHENTICATION_FAILED, message);
    }
}
