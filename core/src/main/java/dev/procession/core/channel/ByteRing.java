package dev.procession.core.channel;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.nio.ByteBuffer;

/**
 * A stream of bytes through memory that two processes share, used again and again. For those who write transports. One thread
 * at a time writes, one at a time reads, neither blocks. Two counters that only grow say how much was written and read, so
 * nothing that either does has to be undone if it dies.
 */
public final class ByteRing {
    /**
     * What the words of a ring take. Each has two cache lines of its own, since processors fetch them in pairs: bytes written,
     * bytes read, and 1 while the writer waits for room.
     */
    public static final int WORDS_BYTES = 384;

    private static final int READ = 128;
    private static final int ROOM = 256;

    private final ByteBuffer memory;
    private final int begin;
    private final int capacity;
    private final SharedWord written;
    private final SharedWord read;
    private final SharedWord wantsRoom;

    /**
     * A ring whose words are zero when it is new.
     *
     * @param memory where all of it is
     * @param words where its words begin, a multiple of 128
     * @param begin where its bytes begin
     * @param capacity how many they are, a power of two
     */
    public ByteRing(ByteBuffer memory, int words, int begin, int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("the capacity of a ring is a power of two, not " + capacity);
        }
        this.memory = memory;
        this.begin = begin;
        this.capacity = capacity;
        written = new SharedWord(memory, words);
        read = new SharedWord(memory, words + READ);
        wantsRoom = new SharedWord(memory, words + ROOM);
    }

    /**
     * Whether half of it is free. Any thread may ask.
     *
     * @return true if so
     * @throws ChannelException {@code FRAME_CORRUPT} if the counters cannot be true
     */
    public boolean isHalfFree() {
        long taken = read.get(); // first: it never overtakes the other
        long unread = written.get() - taken;
        if (unread < 0 || (unread > capacity && read.get() == taken)) {
            throw corrupt("it says that " + taken + " bytes were read of " + (taken + unread) + ", and has room for "
                    + capacity);
        }
        return unread <= capacity / 2;
    }

    /**
     * The end that is written to.
     *
     * @return where the last one has stopped
     */
    public Writer writer() {
        return new Writer(this);
    }

    /**
     * The end that is read from.
     *
     * @return where the last one has stopped
     */
    public Reader reader() {
        return new Reader(this);
    }

    private static ChannelException corrupt(String what) {
        return new ChannelException(
                ErrorCode.FRAME_CORRUPT,
                "something else has written to the memory that this channel shares with its peer: " + what,
                null);
    }

    /** The end of a ring that is written to. Used by one thread at a time. */
    public static final class Writer {
        private final ByteRing ring;
        private long written;

        /** What the reader had read when this end last looked. */
        private long read;

        private Writer(ByteRing ring) {
            this.ring = ring;
            this.written = ring.written.get();
        }

        /**
         * Writes as much as there is room for.
         *
         * @param from its position moves behind what was written
         * @return how many bytes that is
         * @throws ChannelException {@code FRAME_CORRUPT} if the counters cannot be true
         */
        public int write(ByteBuffer from) {
            int bytes = Math.min(from.remaining(), room(from.remaining()));
            if (bytes > 0) {
                int at = (int) written & (ring.capacity - 1);
                int first = Math.min(bytes, ring.capacity - at);
                ring.memory.put(ring.begin + at, from, from.position(), first);
                ring.memory.put(ring.begin, from, from.position() + first, bytes - first);
                from.position(from.position() + bytes);
                written += bytes;
                ring.written.publish(written);
            }
            return bytes;
        }

        /**
         * To be called when there is none: asks to be rung when half of the ring is free.
         *
         * @return whether there is as much meanwhile
         */
        public boolean askForRoom() {
            ring.wantsRoom.set(1);
            if (room(ring.capacity / 2) < ring.capacity / 2) {
                return false;
            }
            ring.wantsRoom.set(0);
            return true;
        }

        private int room(int wanted) {
            if (ring.capacity - (written - read) < wanted) {
                long now = ring.read.get();
                if (now < read || now > written) {
                    throw corrupt("it says that " + now + " bytes were read of " + written + " that were written");
                }
                read = now;
            }
            return (int) (ring.capacity - (written - read));
        }
    }

    /** The end of a ring that is read from. Used by one thread at a time. */
    public static final class Reader {
        private final ByteRing ring;
        private long read;

        /** What the writer had written when this end last looked. */
        private long written;

        private Reader(ByteRing ring) {
            this.ring = ring;
            this.read = ring.read.get();
            this.written = read;
        }

        /**
         * Whether there is nothing to read.
         *
         * @return true if so
         * @throws ChannelException {@code FRAME_CORRUPT} if the counters cannot be true
         */
        public boolean isEmpty() {
            if (written == read) {
                long now = ring.written.get();
                if (now < read || now - read > ring.capacity) {
                    throw corrupt("it says that " + now + " bytes were written, of which " + read
                            + " were read, and has room for " + ring.capacity);
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
         * @throws ChannelException {@code FRAME_CORRUPT} if the counters cannot be true
         */
        public int read(ByteBuffer into) {
            if (isEmpty()) {
                return 0;
            }
            int bytes = (int) Math.min(into.remaining(), written - read);
            int at = (int) read & (ring.capacity - 1);
            int first = Math.min(bytes, ring.capacity - at);
            into.put(into.position(), ring.memory, ring.begin + at, first);
            into.put(into.position() + first, ring.memory, ring.begin, bytes - first);
            read += bytes;
            ring.read.set(read);
            return bytes;
        }

        /**
         * Whether the writer is to be rung now, because it waits for room and half of the ring is free.
         *
         * @return true once for each time
         */
        public boolean isRoomWanted() {
            return ring.wantsRoom.get() != 0 // mostly not, and cheaper to ask
                    && ring.capacity - (ring.written.get() - read) >= ring.capacity / 2
                    && ring.wantsRoom.compareAndSet(1, 0);
        }
    }
}
