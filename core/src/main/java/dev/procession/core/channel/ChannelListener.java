package dev.procession.core.channel;

import java.nio.ByteBuffer;

/**
 * What a {@link Channel} tells its user. Called serially (CH-07), on a thread of the transport or of a waiter (CH-16); an
 * implementation never blocks.
 */
public interface ChannelListener {
    /**
     * A frame has arrived; it is the listener's to keep (CH-08).
     *
     * @param frame the whole frame, from position to limit; possibly read-only, heap or direct
     */
    void frame(ByteBuffer frame);

    /**
     * Some bytes have arrived of a frame that is not whole yet: a sign of life on a slow line. Transports that cannot tell
     * do not call it.
     */
    default void arriving() {}

    /** An offer is worth another try, after one was refused (CH-04). */
    void writable();

    /** The peer will send nothing more; every frame it sent has been delivered (CH-09 to CH-12). */
    void peerClosed();

    /**
     * The channel is broken in both directions (CH-10 to CH-12, CH-14, CH-15).
     *
     * @param cause why; a {@link dev.procession.core.error.ChannelException} unless the listener threw it
     */
    void failed(Throwable cause);
}
