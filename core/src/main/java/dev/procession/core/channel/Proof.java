package dev.procession.core.channel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What an end shows to prove that it knows the {@link LaunchLink#secret secret} of a launch, without showing that. For those who
 * write transports; compare with {@link MessageDigest#isEqual}.
 */
public final class Proof {
    /** How long one is. */
    public static final int BYTES = 32;

    private Proof() {}

    /**
     * The SHA-256 of the purpose and the secret.
     *
     * @param purpose what is proved; each has a proof of its own, so that none can be shown for another
     * @param secret what both ends know
     * @return {@value #BYTES} bytes
     */
    public static byte[] of(String purpose, byte[] secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(purpose.getBytes(StandardCharsets.US_ASCII));
            return digest.digest(secret);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
