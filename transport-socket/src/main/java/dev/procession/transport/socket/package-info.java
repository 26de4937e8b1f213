/**
 * Reserved for the channel over Netty: Unix-domain sockets, or loopback TCP where there are none.
 *
 * <p>The transport is not there yet. This package holds no provider, and asking for the transport {@code socket} fails
 * as it does for any transport that is not on the class path.
 */
@NullMarked
package dev.procession.transport.socket;

import org.jspecify.annotations.NullMarked;
