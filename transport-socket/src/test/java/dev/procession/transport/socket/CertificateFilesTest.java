package dev.procession.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.error.TransportException;
import dev.procession.transport.socket.internal.tls.CertificateFiles;
import dev.procession.transport.socket.internal.tls.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a user's certificates is said with the file and the fix. */
class CertificateFilesTest {
    @TempDir
    Path folder;

    private TestAuthority authority;
    private CertificateFiles good;

    @BeforeEach
    void issue() throws Exception {
        authority = new TestAuthority(folder, "authority");
        good = authority.issue("me");
    }

    @AfterEach
    void forget() {
        System.clearProperty(CertificateFiles.CERTIFICATE_PROPERTY);
        System.clearProperty(CertificateFiles.KEY_PROPERTY);
        System.clearProperty(CertificateFiles.TRUST_PROPERTY);
    }

    @Test
    void thePropertiesNameTheFiles() {
        assertThat(CertificateFiles.named()).isNull();
        System.setProperty(
                CertificateFiles.CERTIFICATE_PROPERTY, good.certificate().toString());
        System.setProperty(CertificateFiles.KEY_PROPERTY, good.key().toString());
        System.setProperty(CertificateFiles.TRUST_PROPERTY, good.trust().toString());
        assertThat(CertificateFiles.named()).isEqualTo(good);
        assertThat(new SocketTransport(null, "tls:").unavailableBecause()).isEmpty();
    }

    @Test
    void someOfThePropertiesAreNotEnough() {
        System.setProperty(CertificateFiles.KEY_PROPERTY, good.key().toString());
        assertThat(new SocketTransport(null, "tls:").unavailableBecause())
                .hasValueSatisfying(reason -> assertThat(reason)
                        .contains("not " + CertificateFiles.CERTIFICATE_PROPERTY + ", "
                                + CertificateFiles.TRUST_PROPERTY));
        assertThat(new SocketTransport(null, "tcp:").unavailableBecause()).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path nowhere = folder.resolve("nowhere.pem");
        refused(
                new CertificateFiles(nowhere, good.key(), good.trust()),
                CertificateFiles.CERTIFICATE_PROPERTY,
                nowhere);
        refused(
                new CertificateFiles(good.certificate(), nowhere, good.trust()),
                CertificateFiles.KEY_PROPERTY,
                nowhere);
        refused(
                new CertificateFiles(good.certificate(), good.key(), nowhere),
                CertificateFiles.TRUST_PROPERTY,
                nowhere);
    }

    @Test
    void aFileThatIsNoPemIsNamed() throws Exception {
        Path garbage = Files.writeString(folder.resolve("garbage.pem"), "-----BEGIN SOMETHING-----");
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        for (Path bad : new Path[] {garbage, empty}) {
            refused(new CertificateFiles(bad, good.key(), good.trust()), "BEGIN CERTIFICATE", bad);
            refused(new CertificateFiles(good.certificate(), bad, good.trust()), "BEGIN PRIVATE KEY", bad);
            refused(new CertificateFiles(good.certificate(), good.key(), bad), "BEGIN CERTIFICATE", bad);
        }
    }

    @Test
    void aKeyThatCannotBeDecodedIsNamed() throws Exception {
        Path torn = Files.writeString(
                folder.resolve("torn.pem"), "-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----\n");
        refused(new CertificateFiles(good.certificate(), torn, good.trust()), "PKCS#8 without a password", torn);
    }

    @Test
    void theKeyOfAnotherCertificateIsNamed() throws Exception {
        Path other = authority.issue("other").key();
        refused(
                new CertificateFiles(good.certificate(), other, good.trust()),
                good.certificate().toString(),
                other);
    }

    @Test
    void aCertificateThatHasExpiredIsNamedWithItsTimes() throws Exception {
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        CertificateFiles expired = authority.issue("old", yesterday, TestAuthority.pair("EC", 256));
        refused(expired, "CN=old", expired.certificate());
        refused(expired, "renew it", expired.certificate());
    }

    private static void refused(CertificateFiles files, String complaint, Path culprit) {
        assertThatThrownBy(() -> Identity.of(files))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining(culprit.toString())
                .hasMessageContaining(complaint);
    }
}
