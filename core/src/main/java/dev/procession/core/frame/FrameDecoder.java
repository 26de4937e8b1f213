package dev.procession.core.frame;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a stream of bytes back into frames. Read into {@link #space()}, say how much by {@link #filled}, then take {@link
 * #next()} until it gives null. For one thread at a time.
 *
 * <ul>
 *   <li>Bytes are only ever appended to a chunk of 64 KiB; a small frame is delivered as a slice of it, without a copy,
 *       and its bytes are never changed again. A chunk lives as long as one of its frames.
 *   <li>A frame above 32 KiB that is not there yet gets a buffer of its own, which grows as its bytes come: the length
 *       alone makes nobody set aside more than 1 MiB.
 *   <li>A header is judged as soon as it is there. After an exception the decoder is of no more use.
 * </ul>
 */
public final class FrameDecoder {
    private static final int CHUNK_BYTES = 64 << 10;
    private static final int LARGE_FROM = CHUNK_BYTES / 2;

    /** A new chunk is begun when less than this is left, so that no read is wasted on a few bytes. */
    private static final int LEAST_SPACE = 4 << 10;

    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final int maxFrameBytes;
    private final Set<FrameMark> marks;
    private ByteBuffer chunk = EMPTY;
    private int readIndex;
    private int writeIndex;
    private @Nullable LargeFrame large;
    private long readByPeer;

    /**
     * A decoder for frames up to a size.
     *
     * @param maxFrameBytes the largest frame, in bytes, without its header
     * @param marks the marks that may stand between frames; any other is garbage
     */
    public FrameDecoder(int maxFrameBytes, FrameMark... marks) {
        this.maxFrameBytes = maxFrameBytes;
        this.marks = EnumSet.noneOf(FrameMark.class);
        this.marks.addAll(List.of(marks));
    }

    /**
     * Where the next bytes belong. To be called after {@link #next()} has given null, or demand will not be met.
     *
     * @return a heap buffer with at least one byte between position and limit; valid until {@link #filled}
     */
    public ByteBuffer space() {
        LargeFrame frame = large;
        if (frame != null) {
            return frame.space();
        }
        if (chunk.capacity() - writeIndex < LEAST_SPACE) {
            beginChunk();
        }
        return chunk.limit(chunk.capacity()).position(writeIndex);
    }

    /**
     * Says that bytes were put into {@link #space()}, from its position on.
     *
     * @param bytes how many
     */
    public void filled(int bytes) {
        LargeFrame frame = large;
        if (frame != null) {
            frame.filled(bytes);
        } else {
            writeIndex += bytes;
        }
    }

    /**
     * The next whole frame.
     *
     * @return the frame, the caller's to keep, from position 0 to its limit; null if more bytes are needed or a mark
     *     stands before it
     * @throws ChannelException {@code FRAME_CORRUPT} or {@code FRAME_TOO_LARGE}
     */
    public @Nullable ByteBuffer next() {
        LargeFrame frame = large;
        if (frame != null) {
            return nextLarge(frame);
        }
        if (writeIndex - readIndex < FrameLayout.HEADER_BYTES) {
            return null;
        }
        int length = checkedLength();
        if (length < 0) {
            return null;
        }
        int start = readIndex + FrameLayout.HEADER_BYTES;
        if (length <= writeIndex - start) {
            ByteBuffer whole = chunk.slice(start, length); // first: there may be no memory for it
            readIndex = start + length;
            return whole;
        }
        if (length > LARGE_FROM) {
            large = new LargeFrame(length, chunk.slice(start, writeIndex - start));
            readIndex = writeIndex;
        }
        return null;
    }

    /**
     * Takes the mark that stands next, if one does.
     *
     * @return the mark; null if none stands before the next frame
     */
    public @Nullable FrameMark takeMark() {
        if (large != null || writeIndex - readIndex < FrameLayout.HEADER_BYTES) {
            return null;
        }
        FrameMark mark = FrameLayout.mark(checkedLength());
        if (mark == FrameMark.READ) {
            return takeRead();
        }
        if (mark != null) {
            readIndex += FrameLayout.HEADER_BYTES;
        }
        return mark;
    }

    private @Nullable FrameMark takeRead() {
        if (writeIndex - readIndex < FrameLayout.READ_BYTES) {
            return null;
        }
        readByPeer = FrameLayout.count(chunk, readIndex);
        readIndex += FrameLayout.READ_BYTES;
        return FrameMark.READ;
    }

    /**
     * What the last {@link FrameMark#READ} said.
     *
     * @return how many bytes of the other direction the peer has read; 0 before the first
     */
    public long readByPeer() {
        return readByPeer;
    }

    /**
     * Whether a frame has begun but is not whole: the stream must not end here. To be asked after {@link #next()} has
     * given null.
     *
     * @return true inside a frame or its header
     */
    public boolean insideFrame() {
        return large != null || writeIndex > readIndex;
    }

    private @Nullable ByteBuffer nextLarge(LargeFrame frame) {
        if (!frame.whole()) {
            return null;
        }
        ByteBuffer bytes = frame.bytes(); // first: there may be no memory for it
        large = null;
        return bytes;
    }

    private int checkedLength() {
        int length = FrameLayout.length(chunk, readIndex);
        int check = FrameLayout.checkWord(chunk, readIndex);
        if (check != FrameLayout.check(length)) {
            throw corrupt(String.format(
                    "bytes that are no frame: the header 0x%08x 0x%08x should have check word 0x%08x",
                    length, check, FrameLayout.check(length)));
        }
        if (length < 0) {
            FrameMark mark = FrameLayout.mark(length);
            if (mark == null || !marks.contains(mark)) {
                throw corrupt("a header with length " + length + ", which is neither a length nor a mark known here");
            }
        }
        if (length > maxFrameBytes) {
            throw FrameEncoder.tooLarge(length, maxFrameBytes);
        }
        return length;
    }

    private void beginChunk() {
        int unread = writeIndex - readIndex;
        if (unread > CHUNK_BYTES - LEAST_SPACE) {
            throw new IllegalStateException(unread + " bytes wait to be taken by next(), no space is left for more");
        }
        ByteBuffer fresh = ByteBuffer.allocate(CHUNK_BYTES);
        fresh.put(0, chunk, readIndex, unread);
        chunk = fresh;
        readIndex = 0;
        writeIndex = unread;
    }

    private static ChannelException corrupt(String what) {
        return new ChannelException(
                ErrorCode.FRAME_CORRUPT,
                what + "; something else writes to this stream, or the peer is no Procession process of this version",
                null);
    }
}
