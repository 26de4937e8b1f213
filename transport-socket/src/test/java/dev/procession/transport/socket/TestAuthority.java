package dev.procession.transport.socket;

import dev.procession.transport.socket.internal.tls.CertificateFiles;
import dev.procession.transport.socket.internal.tls.CertificateTemplate;
import dev.procession.transport.socket.internal.tls.CertificateTemplate.Issuer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** An authority of a test's own, and the PEM files that it hands out. */
final class TestAuthority {
    private static final Duration DAY = Duration.ofDays(1);

    private final Path folder;
    private final Issuer issuer;
    private final Path trust;

    TestAuthority(Path folder, String name) throws IOException, GeneralSecurityException {
        this.folder = folder;
        KeyPair pair = pair("EC", 256);
        issuer = new Issuer(name, pair.getPrivate());
        Instant now = Instant.now();
        X509Certificate own = CertificateTemplate.sign(issuer, name, pair.getPublic(), now.minus(DAY), now.plus(DAY));
        trust = write(name + ".pem", "CERTIFICATE", own.getEncoded());
    }

    /** The file with the authority's own certificate. */
    Path trust() {
        return trust;
    }

    /** Files for one who trusts this authority, valid now. */
    CertificateFiles issue(String subject) throws IOException, GeneralSecurityException {
        return issue(subject, Instant.now().plus(DAY), pair("EC", 256));
    }

    CertificateFiles issue(String subject, Instant until, KeyPair pair) throws IOException, GeneralSecurityException {
        X509Certificate certificate = CertificateTemplate.sign(
                issuer, subject, pair.getPublic(), until.minus(DAY).minus(DAY), until);
        return new CertificateFiles(
                write(subject + "-certificate.pem", "CERTIFICATE", certificate.getEncoded()),
                write(subject + "-key.pem", "PRIVATE KEY", pair.getPrivate().getEncoded()),
                trust);
    }

    static KeyPair pair(String algorithm, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private Path write(String name, String kind, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                folder.resolve(name),
                "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n",
                StandardCharsets.US_ASCII);
    }
}
