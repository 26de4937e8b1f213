package dev.procession.transport.socket;

import dev.procession.transport.socket.internal.tls.Identity;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * What lies between a connection and all that is said on it: nothing, or TLS. The key of the {@link Handshake} depends on it.
 *
 * <pre>
 *   without TLS  key = secret of the launch
 *   with TLS     key = HMAC-SHA256(secret, "PRCN-TLS" | SHA-256 of the child's certificate | SHA-256 of the parent's)
 * </pre>
 *
 * So a proof is good only between two who see each other's own certificates: who stands between them and shows his own to
 * both sees proofs that he can pass on to nobody.
 */
interface Cover {
    /** How long the last word of TLS may wait for a peer who does not read. */
    long LAST_WORD_MILLIS = 100;

    /** Closes a connection with the last word of its cover, or soon without it if the peer does not take it. Any thread. */
    static void close(Channel connection) {
        ChannelHandlerContext tls = connection.pipeline().context(SslHandler.class);
        connection.close();
        if (tls == null || !connection.isOpen()) {
            return;
        }
        try {
            connection.eventLoop().schedule(() -> tls.close(), LAST_WORD_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Its thread has ended, and has closed all of its connections.
        }
    }

    /** Puts it on a connection that was not used yet. */
    void put(Channel connection);

    /** The key for the handshake on a connection on which a byte has come through. */
    byte[] key(Channel connection) throws SSLException;

    /** How long a stranger may take until he has proved himself. */
    long limitMillis();

    /** Nothing lies between. */
    record None(byte[] secret) implements Cover {
        private static final long LIMIT_MILLIS = 500;

        @Override
        public void put(Channel connection) {}

        @Override
        public byte[] key(Channel connection) {
            return secret;
        }

        @Override
        public long limitMillis() {
            return LIMIT_MILLIS;
        }
    }

    /** The roles, for which certificate is whose. */
    enum Side {
        /** Listened. */
        PARENT,
        /** Connected. */
        CHILD
    }

    /** TLS 1.3 in which both show certificates. */
    record Tls(Side side, Identity identity, byte[] secret) implements Cover {
        /** More than without, for the first TLS of a young JVM takes its time; still refused within a second. */
        private static final long LIMIT_MILLIS = 800;

        private static final byte[] PURPOSE = "PRCN-TLS".getBytes(StandardCharsets.US_ASCII);

        @Override
        public void put(Channel connection) {
            SslHandler handler = new SslHandler(side == Side.PARENT ? identity.server() : identity.client());
            if (side == Side.PARENT) {
                handler.setHandshakeTimeoutMillis(LIMIT_MILLIS);
            }
            // Without a limit here, for passing it would be logged: Cover#close has one.
            handler.setCloseNotifyFlushTimeout(0, TimeUnit.MILLISECONDS);
            connection.pipeline().addLast(handler);
        }

        @Override
        public byte[] key(Channel connection) throws SSLException {
            SSLEngine engine = connection.pipeline().get(SslHandler.class).engine();
            byte[] peer = Identity.peerOf(engine);
            return side == Side.PARENT
                    ? key(secret, peer, identity.fingerprint())
                    : key(secret, identity.fingerprint(), peer);
        }

        /** The key between two certificates. */
        static byte[] key(byte[] secret, byte[] child, byte[] parent) {
            return Hmac.of(secret, PURPOSE, child, parent);
        }

        @Override
        public long limitMillis() {
            return LIMIT_MILLIS;
        }
    }
}
