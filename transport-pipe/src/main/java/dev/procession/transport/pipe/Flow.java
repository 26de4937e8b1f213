package dev.procession.transport.pipe;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;

/**
 * How far the two directions have come, in bytes since the beginning. What this end has read it tells the peer, before its
 * next frame; so this end knows how much of what it wrote is read. Thread-safe.
 */
final class Flow {
    private volatile long readHere;
    private volatile long sent;
    private volatile long readByPeer;

    /** So many more bytes have come. Called by the reader alone. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread
    void read(int bytes) {
        readHere += bytes;
    }

    /** How many bytes have come. */
    long readHere() {
        return readHere;
    }

    /** So many more bytes are about to be given to the pipe. Called under the lock of the {@link OutputQueue}. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread at a time
    void sends(int bytes) {
        sent += bytes;
    }

    /**
     * The peer says how much it has read.
     *
     * @throws ChannelException {@code FRAME_CORRUPT} if that cannot be: who believed it might block
     */
    void peerHasRead(long bytes) {
        if (bytes < readByPeer || bytes > sent) {
            throw new ChannelException(
                    ErrorCode.FRAME_CORRUPT,
                    "the peer says that it has read " + bytes + " bytes, of " + sent + " that it was sent and "
                            + readByPeer + " that it had read before",
                    null);
        }
        readByPeer = bytes;
    }

    /** Whether the peer has read all that was ever sent, so that the pipe is empty. */
    boolean isAllRead() {
        return readByPeer == sent;
    }
}
