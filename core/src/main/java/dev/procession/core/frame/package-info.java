/**
 * Frames on a stream of bytes: a checked header that carries the length, for transports that have no boundaries of their
 * own.
 *
 * <p>Enters: a frame, or bytes as they come. Leaves: the bytes, or whole frames. Runs on the transport's threads.
 */
@NullMarked
package dev.procession.core.frame;

import org.jspecify.annotations.NullMarked;
