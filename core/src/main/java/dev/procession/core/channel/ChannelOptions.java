package dev.procession.core.channel;

import java.time.Duration;

/**
 * The limits that both ends of a channel share.
 *
 * @param maxFrameBytes the largest frame, in bytes, from {@value #SMALLEST_FRAME_LIMIT} up
 * @param maxQueuedBytes how many bytes may wait to be written before {@link Channel#offer} refuses, at least 1
 * @param spin how long a reader may spin before it parks; zero on machines with too few processors
 */
public record ChannelOptions(int maxFrameBytes, int maxQueuedBytes, Duration spin) {
    /** The smallest frame limit that the control protocol can live with, in bytes. */
    public static final int SMALLEST_FRAME_LIMIT = 1024;

    /**
     * Checks the limits.
     *
     * @param maxFrameBytes the largest frame, in bytes
     * @param maxQueuedBytes how many bytes may wait to be written
     * @param spin how long a reader may spin
     */
    public ChannelOptions {
        if (maxFrameBytes < SMALLEST_FRAME_LIMIT) {
            throw new IllegalArgumentException(
                    "maxFrameBytes is " + maxFrameBytes + ", the least is " + SMALLEST_FRAME_LIMIT);
        }
        if (maxQueuedBytes < 1) {
            throw new IllegalArgumentException("maxQueuedBytes is " + maxQueuedBytes + ", the least is 1");
        }
        if (spin.isNegative()) {
            throw new IllegalArgumentException("spin is " + spin + ", it cannot be negative");
        }
    }

    /**
     * Frames up to 128 MiB, 1 MiB waiting, no spinning.
     *
     * @return the defaults
     */
    public static ChannelOptions defaults() {
        return new ChannelOptions(128 << 20, 1 << 20, Duration.ZERO);
    }

    /**
     * The same with another frame limit.
     *
     * @param bytes the largest frame, in bytes
     * @return a copy
     */
    public ChannelOptions withMaxFrameBytes(int bytes) {
        return new ChannelOptions(bytes, maxQueuedBytes, spin);
    }
}
