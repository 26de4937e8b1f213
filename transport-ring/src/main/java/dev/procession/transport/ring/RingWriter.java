package dev.procession.transport.ring;

import java.nio.ByteBuffer;

/** The end of a ring that is written to. Used by one thread at a time. */
final class RingWriter {
    private final RingFile.Ring ring;
    private long written;

    /** What the reader had read when this end last looked. */
    private long read;

    RingWriter(RingFile.Ring ring) {
        this.ring = ring;
        this.written = ring.written().get();
    }

    /**
     * Writes as much as there is room for.
     *
     * @param from its position moves behind what was written
     * @return how many bytes that is
     */
    int write(ByteBuffer from) {
        int bytes = Math.min(from.remaining(), room(from.remaining()));
        if (bytes > 0) {
            int at = (int) written & (ring.capacity() - 1);
            int first = Math.min(bytes, ring.capacity() - at);
            ring.memory().put(ring.begin() + at, from, from.position(), first);
            ring.memory().put(ring.begin(), from, from.position() + first, bytes - first);
            from.position(from.position() + bytes);
            written += bytes;
            ring.written().publish(written);
        }
        return bytes;
    }

    /**
     * To be called when there is none: asks to be rung when half of the ring is free.
     *
     * @return whether there is as much meanwhile
     */
    boolean askForRoom() {
        ring.wantsRoom().set(1);
        if (!isHalfFree()) {
            return false;
        }
        ring.wantsRoom().set(0);
        return true;
    }

    /** Whether there is the room for which one asks. */
    boolean isHalfFree() {
        return room(ring.capacity() / 2) >= ring.capacity() / 2;
    }

    private int room(int wanted) {
        if (ring.capacity() - (written - read) < wanted) {
            long now = ring.read().get();
            if (now < read || now > written) {
                throw RingFile.corrupt("it says that " + now + " bytes were read of " + written + " that were written");
            }
            read = now;
        }
        return (int) (ring.capacity() - (written - read));
    }
}
