package dev.procession.transport.mmap;

import dev.procession.core.channel.LaunchLink;
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
 * The words that the two ends of a channel share, and the only home of their offsets. All are little-endian; each group that
 * one side writes has cache lines of its own.
 *
 * <pre>
 *     0  magic "PRCMMAP" and a zero       8  version of this layout
 *    16  the folder's proof, 32 bytes    48  the child's proof, 32 bytes
 *   128  parent's park word             256  child's park word
 *   384  parent's output word           392  queues that the parent has made      400  ... has passed
 *   408  documents that it has written
 *   512  child's output word            520  queues that the child has made       528  ... has passed
 *   536  documents that it has written
 *   640  1 once the child is there     648  1 if queues that were read are kept
 * </pre>
 */
final class ControlFile {
    /** What an end has said of its output; only ever grows. */
    enum Output {
        /** More may come. */
        OPEN(0),
        /** Nothing more comes; the end still reads. */
        ENDED(1),
        /** Nothing more comes, and nothing is read. */
        CLOSED(2),
        /** The same, and no file is touched any more. */
        FINISHED(3);

        /** By code. */
        private static final List<Output> ALL = List.of(values());

        private final int code;

        Output(int code) {
            this.code = code;
        }
    }

    /** Whose words. */
    enum Side {
        PARENT(128, 384),
        CHILD(256, 512);

        private final int park;
        private final int output;

        Side(int park, int output) {
            this.park = park;
            this.output = output;
        }

        Side peer() {
            return this == PARENT ? CHILD : PARENT;
        }
    }

    static final String NAME = "control";
    static final int PROOF_BYTES = Proof.BYTES;
    static final long VERSION = 2;

    private static final long MAGIC = 0x0050414d4d435250L;
    private static final int VERSION_AT = 8;
    private static final int FOLDER_PROOF_AT = 16;
    private static final int CHILD_PROOF_AT = 48;
    private static final int MADE = 8;
    private static final int PASSED = 16;
    private static final int WRITTEN = 24;
    private static final int PRESENT_AT = 640;
    private static final int KEEPING_AT = 648;
    private static final int FILE_BYTES = 4096;
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer memory;

    private ControlFile(ByteBuffer memory) {
        this.memory = memory;
    }

    /** Makes the file; its space is taken by writing. */
    static ControlFile create(Path folder, byte[] folderProof, boolean keeping) throws IOException {
        Path file = folder.resolve(NAME);
        ByteBuffer zeros = ByteBuffer.allocate(FILE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        zeros.putLong(0, MAGIC)
                .putLong(VERSION_AT, VERSION)
                .put(FOLDER_PROOF_AT, folderProof)
                .putLong(KEEPING_AT, keeping ? 1 : 0);
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            while (zeros.hasRemaining()) {
                channel.write(zeros);
            }
            return map(channel);
        }
    }

    /**
     * Maps a file that is there.
     *
     * @throws IOException if it is no control file of this version and this proof; the message says which
     */
    static ControlFile open(Path folder, byte[] folderProof) throws IOException {
        Path file = folder.resolve(NAME);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() != FILE_BYTES) {
                throw new IOException(file + " has " + channel.size() + " bytes, a control file has " + FILE_BYTES);
            }
            ControlFile control = map(channel);
            control.check(file, folderProof);
            return control;
        }
    }

    private void check(Path file, byte[] folderProof) throws IOException {
        long magic = (long) WORD.getVolatile(memory, 0);
        if (magic != MAGIC) {
            throw new IOException(file + " is no control file of this transport: it begins with 0x"
                    + Long.toHexString(magic) + " instead of 0x" + Long.toHexString(MAGIC));
        }
        long version = (long) WORD.getVolatile(memory, VERSION_AT);
        if (version != VERSION) {
            throw new IOException(
                    file + " has layout version " + version + ", this process knows version " + VERSION
                            + " only: a folder of another Procession, or parent and child have different ones on their class paths");
        }
        byte[] found = new byte[PROOF_BYTES];
        memory.get(FOLDER_PROOF_AT, found);
        if (!MessageDigest.isEqual(found, folderProof)) {
            throw new IOException(file + " was not made by the launcher of this process: the folder belongs to another"
                    + " pool or another child");
        }
    }

    private static ControlFile map(FileChannel channel) throws IOException {
        return new ControlFile(channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE_BYTES));
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

    /** Whether queues that were read are kept. */
    boolean isKeeping() {
        return (long) WORD.getVolatile(memory, KEEPING_AT) != 0;
    }

    /** Whether it is the child who says so. */
    boolean isProvedBy(byte[] childProof) {
        byte[] found = new byte[PROOF_BYTES];
        memory.get(CHILD_PROOF_AT, found);
        return MessageDigest.isEqual(found, childProof);
    }

    /** How one side waits. */
    Parking parking(Side side, LaunchLink.Doorbell doorbell) {
        return new Parking(new SharedWord(memory, side.park), new SharedWord(memory, side.peer().park), doorbell);
    }

    Output output(Side side) {
        long word = (long) WORD.getVolatile(memory, side.output);
        return Output.ALL.get((int) Math.max(0, Math.min(word, Output.FINISHED.code)));
    }

    /** Says more of a side's output than was said before, or nothing. */
    boolean say(Side side, Output state) {
        long said;
        do {
            said = (long) WORD.getVolatile(memory, side.output);
            if (state.code <= said) {
                return false;
            }
        } while (!WORD.compareAndSet(memory, side.output, said, (long) state.code));
        return true;
    }

    /** How many queues this side has made to write to. */
    long made(Side writer) {
        return (long) WORD.getVolatile(memory, writer.output + MADE);
    }

    void made(Side writer, long count) {
        WORD.setVolatile(memory, writer.output + MADE, count);
    }

    /** How many of its peer's queues this side has read to the end and removed. */
    long passed(Side reader) {
        return (long) WORD.getVolatile(memory, reader.output + PASSED);
    }

    void passed(Side reader, long count) {
        WORD.setVolatile(memory, reader.output + PASSED, count);
    }

    /** How many documents this side has written, in all its queues; each is there before it is counted. */
    long written(Side writer) {
        return (long) WORD.getVolatile(memory, writer.output + WRITTEN);
    }

    void written(Side writer, long count) {
        WORD.setRelease(memory, writer.output + WRITTEN, count);
    }

    /**
     * Nothing, unless something else has written to the file.
     *
     * @throws ChannelException if it does not begin as it did
     */
    void checkIntact() {
        if ((long) WORD.getVolatile(memory, 0) != MAGIC) {
            throw new ChannelException(
                    ErrorCode.FRAME_CORRUPT, "the channel's control file was overwritten by something else", null);
        }
    }
}
