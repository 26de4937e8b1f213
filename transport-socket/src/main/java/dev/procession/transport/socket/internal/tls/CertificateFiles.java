package dev.procession.transport.socket.internal.tls;

import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.TransportException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The user's own certificates: three PEM files, the same names of properties at both ends.
 *
 * @param certificate this end's certificate, and after it those between it and the peer's trust, if there are any
 * @param key the certificate's private key, PKCS#8, not encrypted
 * @param trust the authorities by one of which the peer's certificate has to be signed
 */
public record CertificateFiles(Path certificate, Path key, Path trust) {
    /** The system property that names the file of this end's certificate. */
    public static final String CERTIFICATE_PROPERTY = "procession.socket.tls.certificate";

    /** The system property that names the file of the certificate's private key. */
    public static final String KEY_PROPERTY = "procession.socket.tls.key";

    /** The system property that names the file of the authorities that the peer's certificate is signed by. */
    public static final String TRUST_PROPERTY = "procession.socket.tls.trust";

    private static final List<String> PROPERTIES = List.of(CERTIFICATE_PROPERTY, KEY_PROPERTY, TRUST_PROPERTY);
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /**
     * What the system properties name.
     *
     * @return the files, or null if no property is set
     * @throws TransportException if some are set and others are not, or one is no path
     */
    public static @Nullable CertificateFiles named() {
        List<String> missing =
                PROPERTIES.stream().filter(name -> valueOf(name).isEmpty()).toList();
        if (missing.size() == PROPERTIES.size()) {
            return null;
        }
        if (!missing.isEmpty()) {
            throw new TransportException("of the system properties " + String.join(", ", PROPERTIES)
                    + " some are set and not " + String.join(", ", missing)
                    + "; set all three to PEM files, or none to have certificates made for the session");
        }
        return new CertificateFiles(path(CERTIFICATE_PROPERTY), path(KEY_PROPERTY), path(TRUST_PROPERTY));
    }

    private static String valueOf(String property) {
        return System.getProperty(property, "").strip();
    }

    private static Path path(String property) {
        try {
            return Path.of(valueOf(property));
        } catch (InvalidPathException e) {
            throw unusable(property, valueOf(property), "which is no path; name a PEM file", e);
        }
    }

    Identity identity() {
        X509Certificate[] chain = certificates(CERTIFICATE_PROPERTY, certificate);
        PrivateKey own = privateKey(chain[0].getPublicKey());
        try {
            KeyStore authorities = KeyStore.getInstance("PKCS12");
            authorities.load(null, null);
            for (X509Certificate authority : certificates(TRUST_PROPERTY, trust)) {
                authorities.setCertificateEntry("authority " + authorities.size(), authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(authorities);
            return Identity.given(new OwnKey(own, chain), factory.getTrustManagers());
        } catch (GeneralSecurityException | IOException e) {
            throw unusable(TRUST_PROPERTY, trust, "of which no trust can be made (" + e + ")", e);
        }
    }

    private static X509Certificate[] certificates(String property, Path file) {
        byte[] content = content(property, file);
        try {
            X509Certificate[] all =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(content))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toArray(X509Certificate[]::new);
            if (all.length == 0) {
                throw new CertificateException("no certificate in it");
            }
            Stream.of(all).forEach(one -> checkTimes(property, file, one));
            return all;
        } catch (CertificateException e) {
            throw unusable(
                    property,
                    file,
                    "which holds no readable certificate (" + e.getMessage() + "); it has to be PEM, with"
                            + " -----BEGIN CERTIFICATE-----",
                    e);
        }
    }

    private static void checkTimes(String property, Path file, X509Certificate certificate) {
        try {
            certificate.checkValidity();
        } catch (CertificateException e) {
            throw unusable(
                    property,
                    file,
                    "whose certificate of " + certificate.getSubjectX500Principal() + " is valid from "
                            + certificate.getNotBefore().toInstant() + " until "
                            + certificate.getNotAfter().toInstant() + " and not now; renew it, or set the clock",
                    e);
        }
    }

    private PrivateKey privateKey(PublicKey certified) {
        Matcher pem = KEY.matcher(new String(content(KEY_PROPERTY, key), StandardCharsets.ISO_8859_1));
        String form = "it has to be PEM of PKCS#8 without a password, with -----BEGIN PRIVATE KEY-----";
        if (!pem.find()) {
            throw unusable(KEY_PROPERTY, key, "which holds no readable key; " + form, null);
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
            PrivateKey found =
                    KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (belongTogether(found, certified)) {
                return found;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(
                    KEY_PROPERTY,
                    key,
                    "which holds no readable key of the certificate's kind, " + certified.getAlgorithm() + "; " + form,
                    e);
        }
        throw unusable(KEY_PROPERTY, key, "which is not the key of the certificate in " + certificate, null);
    }

    private static boolean belongTogether(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        String algorithm = switch (certified.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> certified.getAlgorithm();
        };
        byte[] sample = algorithm.getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(sample);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(sample);
        return signature.verify(signed);
    }

    private static byte[] content(String property, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw unusable(property, file, "which is not there; name a PEM file", e);
        } catch (IOException e) {
            throw unusable(property, file, "which cannot be read (" + e + "); let this user read it", e);
        }
    }

    private static TransportException unusable(String property, Object file, String why, @Nullable Throwable cause) {
        return new TransportException(
                ErrorCode.TRANSPORT_UNAVAILABLE,
                "the system property " + property + " names " + file + ", " + why,
                cause);
    }
}
