package dev.procession.core.connection.internal.meeting;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * What the two sides of a new connection tell each other before anything else, and the only home of its bytes. Every message
 * has a fixed size, so that no length is ever believed.
 *
 * <pre>
 *   greeting, from the listener      claim, to the listener                    answer, from the listener
 *  +---------+------------------+   +---------+-------+----------+----------+   +------------------+
 *  | magic 8 |     nonce 32     |   | magic 8 | id 16 | nonce 32 | proof 32 |   |     proof 32     |
 *  +---------+------------------+   +---------+-------+----------+----------+   +------------------+
 *
 *  proof = HMAC-SHA256(key, magic | role | id | listener's nonce | other's nonce)
 * </pre>
 *
 * <ul>
 *   <li>The id says which key is meant; it is zero where there is only one.
 *   <li>Who comes proves himself first: a stranger gets 40 random bytes and nothing that was made with the key.
 *   <li>Both nonces are in both proofs: what was recorded is of no use on another connection. The roles differ: a proof cannot
 *       be sent back to the one who made it.
 *   <li>Instead of an answer, 32 bytes of zero say that the claim was not good.
 * </ul>
 */
final class Handshake {
    static final int ID_BYTES = 16;
    static final int KEY_BYTES = 32;
    static final int GREETING_BYTES = 40;

    /** The size of the claim: all that is ever read of a stranger. */
    static final int CLAIM_BYTES = 88;

    static final int ANSWER_BYTES = Hmac.BYTES;

    private static final int NONCE_BYTES = 32;
    private static final byte[] MAGIC = "PRCN-CN1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COMER = "comer to listener".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LISTENER = "listener to comer".getBytes(StandardCharsets.US_ASCII);

    private Handshake() {}

    /** Bytes that nobody can guess. */
    static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        Random.SOURCE.nextBytes(random);
        return random;
    }

    static byte[] greeting() {
        return join(MAGIC, random(NONCE_BYTES));
    }

    static byte[] claim(byte[] id, byte[] key, byte[] greeting) {
        byte[] nonce = random(NONCE_BYTES);
        return join(MAGIC, id, nonce, proof(key, COMER, id, nonceOf(greeting), nonce));
    }

    static byte[] answer(byte[] key, byte[] greeting, byte[] claim) {
        return proof(key, LISTENER, idOf(claim), nonceOf(greeting), nonceOfClaim(claim));
    }

    static byte[] refusal() {
        return new byte[ANSWER_BYTES];
    }

    /** Whether a message may still become a good one, judged by its first bytes. */
    static boolean begins(byte[] message, int bytes) {
        int length = Math.min(bytes, MAGIC.length);
        return Arrays.equals(message, 0, length, MAGIC, 0, length);
    }

    static byte[] idOf(byte[] claim) {
        return Arrays.copyOfRange(claim, MAGIC.length, MAGIC.length + ID_BYTES);
    }

    /** Whether a claim was made by someone who has the key, for this very greeting. */
    static boolean isGoodClaim(byte[] claim, byte[] key, byte[] greeting) {
        byte[] expected = proof(key, COMER, idOf(claim), nonceOf(greeting), nonceOfClaim(claim));
        return MessageDigest.isEqual(expected, Arrays.copyOfRange(claim, CLAIM_BYTES - Hmac.BYTES, CLAIM_BYTES));
    }

    /** Whether an answer was made by someone who has the key, for this very claim. */
    static boolean isGoodAnswer(byte[] answer, byte[] key, byte[] greeting, byte[] claim) {
        return MessageDigest.isEqual(answer(key, greeting, claim), answer);
    }

    private static byte[] proof(byte[] key, byte[] role, byte[] id, byte[] listeners, byte[] comers) {
        return Hmac.of(key, MAGIC, role, id, listeners, comers);
    }

    private static byte[] nonceOf(byte[] greeting) {
        return Arrays.copyOfRange(greeting, MAGIC.length, GREETING_BYTES);
    }

    private static byte[] nonceOfClaim(byte[] claim) {
        int start = MAGIC.length + ID_BYTES;
        return Arrays.copyOfRange(claim, start, start + NONCE_BYTES);
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
