/**
 * The transport over two rings of bytes in memory that parent and child share, one for each direction.
 *
 * <p>Enters: frames, on the callers' threads, into {@code Outbound} and from there into the ring ({@code ByteRing}).
 * Leaves: frames ({@code Inbound}), on the thread whose turn it is ({@code Readers}): one that waits for
 * what comes, or else the channel's own, which waits at the launch link's doorbell.
 */
@NullMarked
package dev.procession.transport.ring;

import org.jspecify.annotations.NullMarked;
