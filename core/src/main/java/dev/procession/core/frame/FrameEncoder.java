package dev.procession.core.frame;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Makes the header of a frame that is given as pieces, so that the pieces themselves are never copied together. Without
 * state: any number of threads may use one.
 */
public final class FrameEncoder {
    /** The size of a header, in bytes. */
    public static final int HEADER_BYTES = FrameLayout.HEADER_BYTES;

    /** The size of what {@link #putRead} writes, in bytes. */
    public static final int READ_BYTES = FrameLayout.READ_BYTES;

    private final int maxFrameBytes;

    /**
     * An encoder for frames up to a size.
     *
     * @param maxFrameBytes the largest frame, in bytes, without its header
     */
    public FrameEncoder(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    /**
     * How long the frame is that these pieces make up.
     *
     * @param frame the pieces; their positions stay as they are
     * @return the sum of what remains in each
     * @throws ChannelException {@code FRAME_TOO_LARGE} if it is above the limit
     */
    public int length(List<ByteBuffer> frame) {
        long length = 0;
        for (ByteBuffer piece : frame) {
            length += piece.remaining();
        }
        if (length > maxFrameBytes) {
            throw tooLarge(length, maxFrameBytes);
        }
        return (int) length;
    }

    /**
     * Writes the header of a frame.
     *
     * @param target where to: {@link #HEADER_BYTES} at its position, which moves behind them
     * @param length from {@link #length}
     */
    public void putHeader(ByteBuffer target, int length) {
        FrameLayout.put(target, length);
    }

    /**
     * Writes {@link FrameMark#READ}.
     *
     * @param target where to: {@link #READ_BYTES} at its position, which moves behind them
     * @param bytes how many bytes were read since the beginning of the stream
     */
    public void putRead(ByteBuffer target, long bytes) {
        FrameLayout.put(target, FrameMark.READ.length());
        FrameLayout.putCount(target, bytes);
    }

    /**
     * Writes a mark.
     *
     * @param target where to: {@link #HEADER_BYTES} at its position, which moves behind them
     * @param mark what to say; not {@link FrameMark#READ}, which has its own
     */
    public void putMark(ByteBuffer target, FrameMark mark) {
        FrameLayout.put(target, mark.length());
    }

    static ChannelException tooLarge(long length, int limit) {
        return new ChannelException(
                ErrorCode.FRAME_TOO_LARGE,
                "a frame of " + length + " bytes is above the limit of " + limit
                        + " bytes; split it or raise maxFrameBytes on both sides",
                null);
    }
}
