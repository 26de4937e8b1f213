package dev.procession.transport.pipe;

/**
 * How far the two directions have come, in bytes since the beginning. What this end has read it tells the peer, before its
 * next frame; so this end knows how much of what it wrote is read. Thread-safe.
 */
final class Flow {
    private volatile long readHere;
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

    /** The peer says how much it has read. */
    void peerHasRead(long bytes) {
        readByPeer = bytes;
    }

    /** What the peer has said last. */
    long readByPeer() {
        return readByPeer;
    }
}
