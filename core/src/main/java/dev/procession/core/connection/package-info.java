/**
 * Messages between processes: pipes whose ends can be given away, and listeners for processes that have a key.
 *
 * <p>Enters: objects and bytes. Leaves: the same, in the process that has the other end. Everything runs on the caller's
 * threads, except for who comes to a listener or for an end.
 */
@NullMarked
package dev.procession.core.connection;

import org.jspecify.annotations.NullMarked;
