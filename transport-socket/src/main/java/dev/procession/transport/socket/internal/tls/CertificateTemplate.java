package dev.procession.transport.socket.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/**
 * The least certificate that X.509 (RFC 5280, in DER) knows, version 1, signed by ECDSA with SHA-256: the JDK has no way to
 * make one.
 *
 * <pre>
 *   Certificate  SEQUENCE
 *     to be signed  SEQUENCE
 *       serial      INTEGER, 127 random bits
 *       algorithm   SEQUENCE { ecdsa-with-SHA256 }
 *       issuer      name
 *       validity    SEQUENCE { from, until }
 *       subject     name
 *       public key  as the JDK encodes it
 *     algorithm     SEQUENCE { ecdsa-with-SHA256 }
 *     signature     BIT STRING
 *   name  SEQUENCE { SET { SEQUENCE { commonName, UTF8String } } }
 * </pre>
 */
public final class CertificateTemplate {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;

    /** Lengths below stand in the byte itself; from here on that byte says how many bytes of length follow. */
    private static final int LONG_LENGTH = 0x80;

    private static final int SERIAL_BITS = 127;

    /** The first year whose times have four digits. */
    private static final int LONG_YEARS = 2050;

    private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};
    private static final byte[] ECDSA_WITH_SHA256 = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02};

    private CertificateTemplate() {}

    /**
     * Who signs.
     *
     * @param name the common name
     * @param key a key of an elliptic curve
     */
    public record Issuer(String name, PrivateKey key) {}

    /**
     * Makes a certificate.
     *
     * @param issuer who signs it
     * @param subject the common name of whom it is for
     * @param key the public key of whom it is for
     * @param from when it begins to be valid
     * @param until when it ends to be valid
     * @return the certificate
     * @throws GeneralSecurityException if the issuer's key cannot sign
     */
    public static X509Certificate sign(Issuer issuer, String subject, PublicKey key, Instant from, Instant until)
            throws GeneralSecurityException {
        byte[] algorithm = der(SEQUENCE, der(OBJECT_IDENTIFIER, ECDSA_WITH_SHA256));
        byte[] serial = new BigInteger(SERIAL_BITS, new SecureRandom()).toByteArray();
        byte[] content = der(
                SEQUENCE,
                der(INTEGER, serial),
                algorithm,
                name(issuer.name()),
                der(SEQUENCE, time(from), time(until)),
                name(subject),
                key.getEncoded());
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(issuer.key());
        signature.update(content);
        byte[] noUnusedBits = {0};
        byte[] all = der(SEQUENCE, content, algorithm, der(BIT_STRING, noUnusedBits, signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(all));
    }

    private static byte[] name(String commonName) {
        byte[] text = der(UTF8_STRING, commonName.getBytes(StandardCharsets.UTF_8));
        return der(SEQUENCE, der(SET, der(SEQUENCE, der(OBJECT_IDENTIFIER, COMMON_NAME), text)));
    }

    private static byte[] time(Instant instant) {
        ZonedDateTime time = instant.atZone(ZoneOffset.UTC);
        boolean isLong = time.getYear() >= LONG_YEARS;
        String text = time.format(DateTimeFormatter.ofPattern(isLong ? "uuuuMMddHHmmss'Z'" : "uuMMddHHmmss'Z'"));
        return der(isLong ? GENERALIZED_TIME : UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(tag);
        if (content.size() < LONG_LENGTH) {
            all.write(content.size());
        } else {
            byte[] length = BigInteger.valueOf(content.size()).toByteArray();
            int zeros = length[0] == 0 ? 1 : 0;
            all.write(LONG_LENGTH | (length.length - zeros));
            all.write(length, zeros, length.length - zeros);
        }
        all.writeBytes(content.toByteArray());
        return all.toByteArray();
    }
}
