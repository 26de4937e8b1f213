package dev.procession.transport.ring;

import java.nio.ByteBuffer;

/** The end of a ring that is read from. Used by one thread at a time. */
final class RingReader {
    private final RingFile.Ring ring;
    private long read;

    /** What the writer had written when this end last looked. */
    private long written;

    RingReader(RingFile.Ring ring) {
        this.ring = ring;
        this.read = ring.read().get();
        this.written = read;
    }

    /** Whether there is nothing to read. */
    boolean isEmpty() {
        if (written == read) {
            long now = ring.written().get();
            if (now < read || now - read > ring.capacity()) {
                throw RingFile.corrupt("it says that " + now + " bytes were written, of which " + read
                        + " were read, and has room for " + ring.capacity());
            }
            written = now;
        }
        return written == read;
    }

    /**
     * Reads what is there, as far as there is space.
     *
     * @param into where to, from its position on, which stays
     * @return how many bytes were read
     */
    int read(ByteBuffer into) {
        if (isEmpty()) {
            return 0;
        }
        int bytes = (int) Math.min(into.remaining(), written - read);
        int at = (int) read & (ring.capacity() - 1);
        int first = Math.min(bytes, ring.capacity() - at);
        into.put(into.position(), ring.memory(), ring.begin() + at, first);
        into.put(into.position() + first, ring.memory(), ring.begin(), bytes - first);
        read += bytes;
        ring.read().set(read);
        return bytes;
    }

    /** Whether the writer is to be rung now, because it waits for room and half of the ring is free. True once. */
    boolean isRoomWanted() {
        return ring.wantsRoom().get() != 0 // mostly not, and cheaper to ask
                && ring.capacity() - (ring.written().get() - read) >= ring.capacity() / 2
                && ring.wantsRoom().compareAndSet(1, 0);
    }
}
