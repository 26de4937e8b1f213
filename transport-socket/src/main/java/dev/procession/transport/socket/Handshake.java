package dev.procession.transport.socket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * What the two ends of a new connection tell each other before any frame, and the only home of its bytes. Every message has
 * a fixed size, so that no length is ever believed.
 *
 * <pre>
 *   greeting, parent to child        claim, child to parent          answer, parent to child
 *  +---------+------------------+   +---------+---------+--------+   +------------------+
 *  | magic 8 | parent's nonce 32|   | magic 8 | child's | proof  |   |     proof 32     |
 *  +---------+------------------+   |         | nonce 32|   32   |   +------------------+
 *                                   +---------+---------+--------+
 *  proof = HMAC-SHA256(secret, magic | role | parent's nonce | child's nonce)
 * </pre>
 *
 * <ul>
 *   <li>The child proves itself first: a stranger who connects gets 40 random bytes and nothing that was made with the
 *       secret.
 *   <li>Both nonces are in both proofs: what was recorded is of no use on another connection.
 *   <li>The roles differ: a proof cannot be sent back to the one who made it.
 *   <li>A stranger who listens in the parent's place learns a proof for a nonce that the parent never gives again.
 *   <li>The last byte of the magic is the version of all this, and it is in the proofs.
 * </ul>
 */
final class Handshake {
    /** The size of the parent's first message. */
    static final int GREETING_BYTES = 40;

    /** The size of the child's message: all that is ever read of a stranger. */
    static final int CLAIM_BYTES = 72;

    /** The size of the parent's second message. */
    static final int ANSWER_BYTES = Hmac.BYTES;

    private static final int NONCE_BYTES = 32;
    private static final byte[] MAGIC = "PRCN-SK1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHILD = "child to parent".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PARENT = "parent to child".getBytes(StandardCharsets.US_ASCII);

    private Handshake() {}

    /** A fresh nonce. */
    static byte[] nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        Random.SOURCE.nextBytes(nonce);
        return nonce;
    }

    static byte[] greeting(byte[] parentNonce) {
        return join(MAGIC, parentNonce);
    }

    static byte[] claim(byte[] secret, byte[] greeting, byte[] childNonce) {
        return join(MAGIC, childNonce, proof(secret, CHILD, nonceOf(greeting), childNonce));
    }

    static byte[] answer(byte[] secret, byte[] parentNonce, byte[] claim) {
        return proof(secret, PARENT, parentNonce, nonceOf(claim));
    }

    /** Whether a message may still become a good one, judged by its first bytes. */
    static boolean begins(byte[] message, int bytes) {
        int length = Math.min(bytes, MAGIC.length);
        return Arrays.equals(message, 0, length, MAGIC, 0, length);
    }

    /** Whether a claim was made by someone who knows the secret, for this very nonce. */
    static boolean isGood(byte[] claim, byte[] secret, byte[] parentNonce) {
        byte[] expected = proof(secret, CHILD, parentNonce, nonceOf(claim));
        byte[] given = Arrays.copyOfRange(claim, MAGIC.length + NONCE_BYTES, CLAIM_BYTES);
        return MessageDigest.isEqual(expected, given);
    }

    /** Whether an answer was made by someone who knows the secret, for this very exchange. */
    static boolean isGood(byte[] answer, byte[] secret, byte[] greeting, byte[] childNonce) {
        return MessageDigest.isEqual(proof(secret, PARENT, nonceOf(greeting), childNonce), answer);
    }

    private static byte[] proof(byte[] secret, byte[] role, byte[] parentNonce, byte[] childNonce) {
        return Hmac.of(secret, MAGIC, role, parentNonce, childNonce);
    }

    private static byte[] nonceOf(byte[] message) {
        return Arrays.copyOfRange(message, MAGIC.length, MAGIC.length + NONCE_BYTES);
    }

    private static byte[] join(byte[]... parts) {
        byte[] all = new byte[0];
        for (byte[] part : parts) {
            int before = all.length;
            all = Arrays.copyOf(all, before + part.length);
            System.arraycopy(part, 0, all, before, part.length);
        }
        return all;
    }

    /** Made when first used, for the first random bytes are slow to come. */
    private static final class Random {
        static final SecureRandom SOURCE = new SecureRandom();
    }
}
