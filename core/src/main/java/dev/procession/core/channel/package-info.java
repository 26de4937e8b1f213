/**
 * The Channel SPI: what a transport implements and what everything above it relies on.
 *
 * <p>Enters: frames, opaque runs of bytes. Leaves: the same frames, whole and in order, in another process. A transport's
 * own threads call the listener; callers' threads offer.
 */
@NullMarked
package dev.procession.core.channel;

import org.jspecify.annotations.NullMarked;
