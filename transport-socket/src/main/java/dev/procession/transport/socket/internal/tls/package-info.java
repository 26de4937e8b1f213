/**
 * Who this end of a TLS connection is, and whom it believes.
 *
 * <p>Enters: the names of PEM files, or nothing. Leaves: an {@link dev.procession.transport.socket.internal.tls.Identity}
 * that makes the engines of connections. No thread of its own; files are read on the caller's.
 */
@NullMarked
package dev.procession.transport.socket.internal.tls;

import org.jspecify.annotations.NullMarked;
