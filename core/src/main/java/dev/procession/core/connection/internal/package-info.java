/**
 * What a connection is made of: messages on wires, the waits of those who use it, and how an end comes to another process.
 *
 * <p>Enters: messages as bytes. Leaves: the same on the other side. Runs on the caller's threads; a relay, as long as one is
 * needed, on a thread of its own.
 */
@NullMarked
package dev.procession.core.connection.internal;

import org.jspecify.annotations.NullMarked;
