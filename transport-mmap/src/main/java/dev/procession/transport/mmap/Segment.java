package dev.procession.transport.mmap;

import dev.procession.core.channel.ByteRing;
import dev.procession.core.channel.Mapping;
import dev.procession.transport.mmap.ControlFile.Side;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The memory through which large pieces go, used again and again, where a queue's is new each time: a ring for each direction.
 * The queue then says how many bytes are there. Made by the parent, mapped by both as long as they use it.
 */
final class Segment {
    static final String NAME = "segment";

    /** Of one direction: fits into a processor's own cache. */
    static final int RING_BYTES = 256 << 10;

    private static final int HEAD_BYTES = 4 << 10;

    /** What it takes on disk. */
    static final long BYTES = HEAD_BYTES + 2L * RING_BYTES;

    private static final int BLOCK_BYTES = 64 << 10;

    private final Mapping mapping;

    /** The reading and the writing end. */
    private final AtomicInteger users = new AtomicInteger(2);

    private Segment(Mapping mapping) {
        this.mapping = mapping;
    }

    /** Makes it; its space is taken by writing, so that no store into it can fail. */
    static Segment create(Path folder) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        try (FileChannel channel = FileChannel.open(
                folder.resolve(NAME),
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            for (long left = BYTES; left > 0; left -= block.position()) {
                block.position(0).limit((int) Math.min(left, BLOCK_BYTES));
                while (block.hasRemaining()) {
                    channel.write(block);
                }
            }
            return new Segment(Mapping.releasable(channel));
        }
    }

    /** Maps one that is there, in a folder that has proved whose it is. */
    static Segment open(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() != BYTES) {
                throw new IOException(file + " has " + channel.size() + " bytes, a segment has " + BYTES);
            }
            return new Segment(Mapping.kept(channel));
        }
    }

    /** The ring that a side writes to. */
    ByteRing ring(Side writer) {
        int number = writer == Side.PARENT ? 0 : 1;
        return new ByteRing(
                mapping.memory(), number * ByteRing.WORDS_BYTES, HEAD_BYTES + number * RING_BYTES, RING_BYTES);
    }

    /** Nobody has come to use it. */
    void discard() {
        mapping.release();
    }

    /** One of its two users touches it no more. */
    void release() {
        if (users.decrementAndGet() == 0) {
            mapping.release();
        }
    }
}
