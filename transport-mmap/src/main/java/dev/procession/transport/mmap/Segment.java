package dev.procession.transport.mmap;

import dev.procession.transport.mmap.internal.chronicle.Queues;
import java.nio.ByteBuffer;

/**
 * A run of bytes on its way out.
 *
 * @param bytes the bytes; of a batch that is still being filled: the room behind them
 * @param kind whose memory it is
 */
record Segment(ByteBuffer bytes, Kind kind) {
    /** Whose memory it is. */
    enum Kind {
        /** Ours: small frames one after the other; used again. */
        BATCH,
        /** The caller's, given away with its frame. */
        PIECE
    }

    static Segment batch() {
        return new Segment(ByteBuffer.allocate(Queues.DOCUMENT_BYTES), Kind.BATCH);
    }

    /** A view of its own, since the same buffer may stand in a frame twice. */
    static Segment piece(ByteBuffer piece) {
        return new Segment(piece.duplicate(), Kind.PIECE);
    }

    /** Ends the filling of a batch: from now on its bytes are what has to be written. */
    void seal() {
        if (kind == Kind.BATCH) {
            bytes.flip();
        }
    }
}
