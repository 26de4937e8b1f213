package dev.procession.core.connection.internal.meeting;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** HMAC-SHA256 (RFC 2104). By the JDK's digest and not by its {@code Mac}, whose first use costs a young JVM 50 ms or more. */
final class Hmac {
    /** The size of a result, in bytes. */
    static final int BYTES = 32;

    private static final int BLOCK_BYTES = 64;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;

    private Hmac() {}

    /** The code of a message given in parts. */
    static byte[] of(byte[] key, byte[]... message) {
        MessageDigest digest = sha256();
        byte[] own = key.length > BLOCK_BYTES ? digest.digest(key) : key;
        digest.update(padded(own, INNER));
        for (byte[] part : message) {
            digest.update(part);
        }
        byte[] inner = digest.digest();
        digest.update(padded(own, OUTER));
        return digest.digest(inner);
    }

    private static byte[] padded(byte[] key, byte pad) {
        byte[] block = Arrays.copyOf(key, BLOCK_BYTES);
        for (int i = 0; i < BLOCK_BYTES; i++) {
            block[i] ^= pad;
        }
        return block;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256, and this one has not", e);
        }
    }
}
