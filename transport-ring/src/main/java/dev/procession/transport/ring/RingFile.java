package dev.procession.transport.ring;

import dev.procession.core.channel.ByteRing;
import dev.procession.core.channel.Mapping;
import dev.procession.core.channel.Parking;
import dev.procession.core.channel.Proof;
import dev.procession.core.channel.SharedWord;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;

/**
 * The memory that the two ends of a channel share, and the only home of its offsets. All words are little-endian; each that
 * the two write has two cache lines of its own, since processors fetch them in pairs.
 *
 * <pre>
 *     0  magic "PRCRING" and a zero       8  version of this layout
 *    16  the file's proof, 32 bytes      48  the child's proof, 32 bytes
 *    80  bytes of one ring
 *   128  parent's park word             256  child's park word
 *   384  parent's output word           512  child's output word
 *   640  1 once the child is there
 *   768  the parent's ring: bytes written      896  bytes read     1024  1 while the writer waits for room
 *  1152  the child's ring:  bytes written     1280  bytes read     1408  1 while the writer waits for room
 *  4096  the parent's ring, behind it the child's
 * </pre>
 */
final class RingFile {
    /** What an end has said of its output; only ever grows. */
    enum Output {
        /** More may come. */
        OPEN(0),
        /** Nothing more comes; the end still reads. */
        ENDED(1),
        /** Nothing more comes, and nothing is read. */
        CLOSED(2);

        /** By code. */
        private static final List<Output> ALL = List.of(values());

        private final int code;

        Output(int code) {
            this.code = code;
        }
    }

    /** Whose words, and whose ring to write to. */
    enum Side {
        PARENT(128, 384, 768),
        CHILD(256, 512, 1152);

        private final int park;
        private final int output;
        private final int ring;

        Side(int park, int output, int ring) {
            this.park = park;
            this.output = output;
            this.ring = ring;
        }

        Side peer() {
            return this == PARENT ? CHILD : PARENT;
        }
    }

    static final int PROOF_BYTES = Proof.BYTES;
    static final long VERSION = 1;
    static final int LEAST_RING_BYTES = 4 << 10;
    static final int MOST_RING_BYTES = 512 << 20;

    private static final long MAGIC = 0x00474e4952435250L;
    private static final int VERSION_AT = 8;
    private static final int FILE_PROOF_AT = 16;
    private static final int CHILD_PROOF_AT = 48;
    private static final int RING_BYTES_AT = 80;
    private static final int PRESENT_AT = 640;
    private static final int HEAD_BYTES = 4096;
    private static final int BLOCK_BYTES = 64 << 10;
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Mapping mapping;
    private final ByteBuffer memory;
    private final int ringBytes;

    private RingFile(Mapping mapping, int ringBytes) {
        this.mapping = mapping;
        this.memory = mapping.memory();
        this.ringBytes = ringBytes;
    }

    static long bytes(int ringBytes) {
        return HEAD_BYTES + 2L * ringBytes;
    }

    /** Makes the file; its space is taken by writing, so that no store into it can fail. */
    static RingFile create(Path file, byte[] fileProof, int ringBytes) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        block.putLong(0, MAGIC)
                .putLong(VERSION_AT, VERSION)
                .put(FILE_PROOF_AT, fileProof)
                .putLong(RING_BYTES_AT, ringBytes);
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            for (long left = bytes(ringBytes); left > 0; left -= block.position()) {
                block.position(0).limit((int) Math.min(left, BLOCK_BYTES));
                while (block.hasRemaining()) {
                    channel.write(block);
                }
                if (left == bytes(ringBytes)) {
                    block.put(0, new byte[HEAD_BYTES]);
                }
            }
            return new RingFile(Mapping.releasable(channel), ringBytes);
        }
    }

    /**
     * Maps a file that is there.
     *
     * @throws IOException if it is none of this version and this proof; the message says which
     */
    static RingFile open(Path file, byte[] fileProof) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() < bytes(LEAST_RING_BYTES) || channel.size() > bytes(MOST_RING_BYTES)) {
                throw new IOException(file + " has " + channel.size() + " bytes, a file with two rings has "
                        + bytes(LEAST_RING_BYTES) + " to " + bytes(MOST_RING_BYTES));
            }
            Mapping mapping = Mapping.kept(channel);
            return new RingFile(mapping, checkedRingBytes(file, mapping.memory(), fileProof));
        }
    }

    private static int checkedRingBytes(Path file, ByteBuffer memory, byte[] fileProof) throws IOException {
        long magic = (long) WORD.getVolatile(memory, 0);
        if (magic != MAGIC) {
            throw new IOException(file + " is no file of this transport: it begins with 0x" + Long.toHexString(magic)
                    + " instead of 0x" + Long.toHexString(MAGIC));
        }
        long version = (long) WORD.getVolatile(memory, VERSION_AT);
        if (version != VERSION) {
            throw new IOException(
                    file + " has layout version " + version + ", this process knows version " + VERSION
                            + " only: a file of another Procession, or parent and child have different ones on their class paths");
        }
        byte[] found = new byte[PROOF_BYTES];
        memory.get(FILE_PROOF_AT, found);
        if (!MessageDigest.isEqual(found, fileProof)) {
            throw new IOException(file + " was not made by the launcher of this process: it belongs to another pool or"
                    + " another child");
        }
        long ringBytes = (long) WORD.getVolatile(memory, RING_BYTES_AT);
        if (Long.bitCount(ringBytes) != 1
                || ringBytes > MOST_RING_BYTES
                || bytes((int) ringBytes) != memory.capacity()) {
            throw new IOException(file + " has " + memory.capacity() + " bytes and says that one of its two rings has "
                    + ringBytes + ": something else has written to it");
        }
        return (int) ringBytes;
    }

    /** Gives the memory back, in the process that has made the file. Nobody may touch it after this. */
    void unmap() {
        mapping.release();
    }

    /** The child says that it is there, after it has proved that it is the child. */
    void present(byte[] childProof) {
        memory.put(CHILD_PROOF_AT, childProof);
        WORD.setVolatile(memory, PRESENT_AT, 1L);
    }

    /** Whether somebody says that he is the child. */
    boolean isPresent() {
        return (long) WORD.getVolatile(memory, PRESENT_AT) != 0;
    }

    /** Whether it is the child who says so. */
    boolean isProvedBy(byte[] childProof) {
        byte[] found = new byte[PROOF_BYTES];
        memory.get(CHILD_PROOF_AT, found);
        return MessageDigest.isEqual(found, childProof);
    }

    /** How one side waits. */
    Parking parking(Side side, dev.procession.core.channel.LaunchLink.Doorbell doorbell) {
        return new Parking(new SharedWord(memory, side.park), new SharedWord(memory, side.peer().park), doorbell);
    }

    /** The ring that a side writes to. */
    ByteRing ring(Side writer) {
        return new ByteRing(memory, writer.ring, HEAD_BYTES + (writer == Side.PARENT ? 0 : ringBytes), ringBytes);
    }

    Output output(Side side) {
        long word = (long) WORD.getVolatile(memory, side.output);
        return Output.ALL.get((int) Math.max(0, Math.min(word, Output.CLOSED.code)));
    }

    /** Says more of a side's output than was said before, or nothing. */
    boolean say(Side side, Output state) {
        if (state.compareTo(output(side)) <= 0) {
            return false;
        }
        WORD.setVolatile(memory, side.output, (long) state.code);
        return true;
    }

    /**
     * Nothing, unless something else has written to the file.
     *
     * @throws ChannelException if it does not begin as it did
     */
    void checkIntact() {
        if ((long) WORD.getOpaque(memory, 0) != MAGIC) {
            throw new ChannelException(
                    ErrorCode.FRAME_CORRUPT,
                    "something else has written to the memory that this channel shares with its peer: its head was"
                            + " overwritten",
                    null);
        }
    }
}
