package dev.procession.core.frame;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The frames that wait to be written, in the order of their offers: small pieces laid out in batches already, so that many
 * leave with one write; large ones as they were given, so that nobody copies them. It keeps what waits within the
 * channel's limit, and knows when a sender that was refused is to be told that there is room again.
 *
 * <p>Not thread-safe: it is guarded by the transport that owns it, which also wakes its writer. Nothing here blocks.
 */
public final class FrameBacklog {
    /** Batches that are kept for use again: one is filled while others are written. */
    private static final int SPARE_BATCHES = 2;

    private static final long NOT_SAID = -1;

    private final FrameEncoder encoder;
    private final int maxQueuedBytes;
    private final int mostCopied;
    private final Supplier<ByteBuffer> memory;
    private final Deque<ByteBuffer> spares = new ArrayDeque<>();
    private final Deque<Run> runs = new ArrayDeque<>();
    private @Nullable Run filling;
    private boolean ended;
    private boolean insideFrame;
    private long unwrittenBytes;

    /** The smallest refused frame since room was announced last, with its header; 0 if none was refused. */
    private long refusedBytes;

    /**
     * An empty backlog.
     *
     * @param encoder makes the headers, and refuses frames that are too large
     * @param maxQueuedBytes how many bytes may wait, headers included; a frame that finds nothing waiting is always taken
     * @param mostCopied pieces up to this size, in bytes, are copied into a batch; larger ones are kept as they are
     * @param memory makes the memory of a batch, at least {@code mostCopied} bytes of it, between position and limit
     */
    public FrameBacklog(FrameEncoder encoder, int maxQueuedBytes, int mostCopied, Supplier<ByteBuffer> memory) {
        this.encoder = encoder;
        this.maxQueuedBytes = maxQueuedBytes;
        this.mostCopied = mostCopied;
        this.memory = memory;
    }

    /**
     * Takes a frame, or refuses it because too much waits (CH-02, CH-03).
     *
     * @param frame its pieces; small ones are copied, large ones are given away
     * @return false if there is no room: {@link #written} tells when there is
     * @throws ChannelException {@code CHANNEL_CLOSED} after {@link #end} or {@link #drop}; {@code FRAME_TOO_LARGE} above the
     *     encoder's limit
     */
    public boolean offer(List<ByteBuffer> frame) {
        return offer(frame, NOT_SAID);
    }

    /**
     * The same, with {@link FrameMark#READ} before it.
     *
     * @param frame its pieces
     * @param read how many bytes of the other direction were read
     * @return as above
     */
    public boolean offer(List<ByteBuffer> frame, long read) {
        if (ended) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED, "a frame was offered to a channel whose output has ended", null);
        }
        int length = encoder.length(frame);
        long bytes = (long) FrameEncoder.HEADER_BYTES + length + (read == NOT_SAID ? 0 : FrameEncoder.READ_BYTES);
        if (unwrittenBytes > 0 && unwrittenBytes + bytes > maxQueuedBytes) {
            refusedBytes = refusedBytes == 0 ? bytes : Math.min(refusedBytes, bytes);
            return false;
        }
        if (read != NOT_SAID) {
            encoder.putRead(batch(FrameEncoder.READ_BYTES).bytes, read);
        }
        Run last = batch(FrameEncoder.HEADER_BYTES);
        encoder.putHeader(last.bytes, length);
        for (ByteBuffer piece : frame) {
            last = append(piece);
        }
        last.endsFrame = true;
        unwrittenBytes += bytes;
        return true;
    }

    /**
     * Appends a mark, whatever waits already, also after the end.
     *
     * @param mark what to say
     */
    public void mark(FrameMark mark) {
        Run last = batch(FrameEncoder.HEADER_BYTES);
        encoder.putMark(last.bytes, mark);
        last.endsFrame = true;
        unwrittenBytes += FrameEncoder.HEADER_BYTES;
    }

    /** Takes no frame any more; what waits is still to be written. */
    public void end() {
        ended = true;
    }

    /** Takes no frame any more and drops all that waits, but for the rest of a frame whose beginning was taken out. */
    public void dropUnbegun() {
        Deque<Run> rest = new ArrayDeque<>();
        boolean torn = insideFrame;
        while (torn && !runs.isEmpty()) {
            Run next = runs.remove();
            torn = !next.endsFrame;
            rest.add(next);
        }
        drop();
        runs.addAll(rest);
    }

    /** Takes no frame any more and drops all that waits: it cannot be written. */
    public void drop() {
        ended = true;
        for (Run dropped : runs) {
            unwrittenBytes -= dropped.waiting();
        }
        runs.clear();
        filling = null;
    }

    /**
     * Takes out the next bytes to write.
     *
     * @return the run, from its buffer's position to its limit; null if nothing waits
     */
    public @Nullable Run take() {
        Run next = runs.poll();
        if (next == null) {
            return null;
        }
        if (next == filling) {
            filling = null;
        }
        if (next.isBatch) {
            next.bytes.flip();
        }
        insideFrame = !next.endsFrame;
        return next;
    }

    /**
     * Whether nothing waits to be taken.
     *
     * @return true if {@link #take} would give nothing
     */
    public boolean isEmpty() {
        return runs.isEmpty();
    }

    /**
     * What waits, with what was taken and is not yet {@link #written}.
     *
     * @return in bytes
     */
    public long unwrittenBytes() {
        return unwrittenBytes;
    }

    /**
     * Says that bytes of what was taken have been written.
     *
     * @param bytes how many
     * @return true if an offer was refused and is worth another try now: to be told to the listener, once (CH-04)
     */
    public boolean written(int bytes) {
        unwrittenBytes -= bytes;
        boolean roomy = unwrittenBytes <= 0
                || (unwrittenBytes <= maxQueuedBytes / 2 && unwrittenBytes + refusedBytes <= maxQueuedBytes);
        if (refusedBytes == 0 || !roomy || ended) {
            return false;
        }
        refusedBytes = 0;
        return true;
    }

    /**
     * Gives back a run that nobody reads any more, so that its memory can be used again.
     *
     * @param run from {@link #take}; not used after this
     */
    public void recycle(Run run) {
        if (run.isBatch && spares.size() < SPARE_BATCHES) {
            spares.push(run.bytes.clear());
        }
    }

    private Run append(ByteBuffer piece) {
        int bytes = piece.remaining();
        if (bytes > mostCopied) {
            filling = null;
            Run run = new Run(piece.duplicate(), false); // its own view: the same buffer may stand in a frame twice
            runs.add(run);
            return run;
        }
        Run run = batch(bytes);
        // Not by the piece's own position, for the same reason.
        run.bytes.put(run.bytes.position(), piece, piece.position(), bytes).position(run.bytes.position() + bytes);
        return run;
    }

    /** The batch at the end, a new one if this many bytes do not fit. A frame goes on in it until it is said to end. */
    private Run batch(int bytes) {
        Run last = filling;
        if (last == null || last.bytes.remaining() < bytes) {
            last = new Run(spares.isEmpty() ? memory.get() : spares.pop(), true);
            filling = last;
            runs.add(last);
        }
        last.endsFrame = false;
        return last;
    }

    /** A run of bytes on its way out. */
    public static final class Run {
        private final ByteBuffer bytes;
        private final boolean isBatch;

        /** Whether a frame ends where this ends. */
        private boolean endsFrame;

        private Run(ByteBuffer bytes, boolean isBatch) {
            this.bytes = bytes;
            this.isBatch = isBatch;
        }

        /**
         * The bytes to write.
         *
         * @return the same buffer each time, from its position to its limit
         */
        public ByteBuffer bytes() {
            return bytes;
        }

        /** How many bytes it has while it waits: a batch is not flipped yet. */
        private int waiting() {
            return isBatch ? bytes.position() : bytes.remaining();
        }
    }
}
