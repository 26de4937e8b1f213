/**
 * How the two sides of a new connection find each other and prove that they may: listening sockets, and the handshake.
 *
 * <p>Enters: an address and a key. Leaves: a connected socket, both sides known. One thread a listening socket looks at who
 * comes; who goes somewhere does so on the caller's thread.
 */
@NullMarked
package dev.procession.core.connection.internal.meeting;

import org.jspecify.annotations.NullMarked;
