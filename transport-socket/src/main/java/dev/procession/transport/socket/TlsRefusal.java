package dev.procession.transport.socket;

import dev.procession.transport.socket.ChildHandshake.WrongParent;
import dev.procession.transport.socket.internal.tls.CertificateFiles;
import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells a TLS that will never come about from a connection that only broke, in words that say what to do. */
final class TlsRefusal {
    /**
     * What the JDK says of an alert that the peer has sent, on 25 with the alert's name before it. A peer that merely closes
     * sends none.
     */
    private static final String ALERT = "Received fatal alert";

    private static final String FIX =
            "; " + CertificateFiles.TRUST_PROPERTY + " of each end has to name the authority that"
                    + " signed the certificate of the other, or neither end names any certificate";

    private TlsRefusal() {}

    /** Why it is of no use to come back; null if it may be of use. */
    static @Nullable WrongParent of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof NotSslRecordException) {
                return new WrongParent("what it sends is not TLS");
            }
            if (cause instanceof CertificateException) {
                return new WrongParent("its certificate is not accepted here (" + message + ")" + FIX);
            }
            if (cause instanceof SSLException && message.contains(ALERT)) {
                return new WrongParent("it refuses the TLS of this end (" + message + ")" + FIX);
            }
        }
        return null;
    }
}
