/**
 * The transport over memory-mapped Chronicle queues, one for each direction of each worker.
 *
 * <p>Enters: frames, on the callers' threads, into {@code OutputQueue} and from there into mapped memory ({@code Outbound}).
 * Leaves: frames ({@code Inbound}), on one owned thread ({@code ChannelThread}) that calls the listener, waits at the launch
 * link's doorbell ({@code Parking}) and does all that touches files.
 */
@NullMarked
package dev.procession.transport.mmap;

import org.jspecify.annotations.NullMarked;
