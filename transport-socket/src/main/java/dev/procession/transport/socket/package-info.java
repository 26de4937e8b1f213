/**
 * The socket transport: a channel over a Unix-domain or loopback TCP socket, or TLS, by Netty.
 *
 * <p>Enters: frames and demand, from any thread. Leaves: bytes on a socket, and the peer's frames to the listener. A
 * stranger's bytes go no further than the handshake. All of it runs on the shared event loops' threads.
 */
@NullMarked
package dev.procession.transport.socket;

import org.jspecify.annotations.NullMarked;
