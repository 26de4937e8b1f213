package dev.procession.transport.socket.internal.tls;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Who this end of a connection is: a key, its certificate, and whom it believes. Speaks TLS 1.3 and nothing older. */
public final class Identity {
    private static final String PROTOCOL = "TLSv1.3";

    /** Nobody looks at the times of a certificate that was made for a session; clocks differ all the same. */
    private static final Duration SESSION_VALIDITY = Duration.ofDays(30);

    private final SSLContext context;
    private final byte[] fingerprint;

    private Identity(OwnKey key, TrustManager... trust) throws GeneralSecurityException {
        context = SSLContext.getInstance(PROTOCOL);
        context.init(new KeyManager[] {key}, trust, null);
        fingerprint = fingerprint(key.getCertificateChain("")[0]);
    }

    /**
     * The identity that the files hold, or without any a fresh one.
     *
     * @param files the files given, or null
     * @return an identity
     * @throws dev.procession.core.error.TransportException if a file is of no use; the message names it
     */
    public static Identity of(@Nullable CertificateFiles files) {
        try {
            return files == null ? forSession() : files.identity();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS 1.3 with P-256 and SHA-256, as every JDK has", e);
        }
    }

    static Identity given(OwnKey key, TrustManager... trust) throws GeneralSecurityException {
        return new Identity(key, trust);
    }

    /** A key and a certificate of their own, and trust in everybody: the secret decides. */
    private static Identity forSession() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        String name = "procession session";
        Instant now = Instant.now();
        X509Certificate certificate = CertificateTemplate.sign(
                new CertificateTemplate.Issuer(name, pair.getPrivate()),
                name,
                pair.getPublic(),
                now.minus(SESSION_VALIDITY),
                now.plus(SESSION_VALIDITY));
        return new Identity(new OwnKey(pair.getPrivate(), certificate), new AnyPeer());
    }

    /**
     * The TLS of one connection, at the end that connected.
     *
     * @return a new engine
     */
    public SSLEngine client() {
        SSLEngine engine = engine();
        engine.setUseClientMode(true);
        return engine;
    }

    /**
     * The TLS of one connection, at the end that listened; it wants a certificate of the other.
     *
     * @return a new engine
     */
    public SSLEngine server() {
        SSLEngine engine = engine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(true);
        return engine;
    }

    private SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setEnabledProtocols(new String[] {PROTOCOL});
        return engine;
    }

    /**
     * What the engines are made of.
     *
     * @return the context
     */
    public SSLContext context() {
        return context;
    }

    /**
     * The SHA-256 of this end's certificate.
     *
     * @return 32 bytes
     */
    public byte[] fingerprint() {
        return fingerprint.clone();
    }

    /**
     * The SHA-256 of the peer's certificate, whose key the peer has proved to hold.
     *
     * @param engine the TLS of a connection, its handshake over
     * @return 32 bytes
     * @throws SSLException if the peer has shown none
     */
    public static byte[] peerOf(SSLEngine engine) throws SSLException {
        try {
            return fingerprint(engine.getSession().getPeerCertificates()[0]);
        } catch (GeneralSecurityException e) {
            throw new SSLException("the certificate of the peer has no fingerprint", e);
        }
    }

    /**
     * The SHA-256 of a certificate.
     *
     * @param certificate the certificate
     * @return 32 bytes
     * @throws GeneralSecurityException if it has no encoded form
     */
    public static byte[] fingerprint(Certificate certificate) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    }
}
