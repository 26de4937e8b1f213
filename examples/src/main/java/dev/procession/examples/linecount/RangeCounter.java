package dev.procession.examples.linecount;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts the newlines in parts of files: the tasks of the workers. Counting is idempotent, so a task whose worker died is
 * simply run again.
 */
final class RangeCounter {
    /** A file is no text if it has a NUL among so many first bytes. */
    static final int SNIFFED_BYTES = 8 << 10;

    /** Stays in the second-level cache with its native copy; larger ones are no faster. */
    private static final int BUFFER_BYTES = 256 << 10;

    /** Reused, as a worker runs all its tasks on one thread. */
    private static final ThreadLocal<byte[]> BUFFER = ThreadLocal.withInitial(() -> new byte[BUFFER_BYTES]);

    private RangeCounter() {}

    /** Counts in each {@link FileRange}; one that cannot be read gets a problem as its {@link RangeResult}. */
    static List<String> count(List<String> ranges) {
        List<String> results = new ArrayList<>(ranges.size());
        for (String range : ranges) {
            results.add(count(FileRange.ofText(range)).text());
        }
        return results;
    }

    static RangeResult count(FileRange range) {
        try (FileChannel file = open(range.uri())) {
            long size = file.size();
            if (range.from() > 0 && size < range.to()) {
                return shrunk(size);
            }
            // A file of no size may have contents nonetheless, as those in /proc have: it ends where reading ends.
            long end = !range.last() ? range.to() : size == 0 ? Long.MAX_VALUE : size;
            file.position(range.from());
            RangeResult result = count(file, end - range.from(), range.sniff());
            boolean cut = end != Long.MAX_VALUE && file.position() < end && file.size() < end;
            return cut && !result.binary() ? shrunk(file.size()) : result;
        } catch (IOException e) {
            return RangeResult.failed(e);
        }
    }

    /** Counts up to {@code length} bytes, fewer if the channel ends before. */
    static RangeResult count(ReadableByteChannel channel, long length, boolean sniff) throws IOException {
        byte[] bytes = BUFFER.get();
        boolean sniffing = sniff;
        long lines = 0;
        long left = length;
        while (left > 0) {
            int wanted = (int) Math.min(left, BUFFER_BYTES);
            int read = fill(ByteBuffer.wrap(bytes, 0, wanted), channel);
            if (sniffing && ByteScan.hasNul(bytes, Math.min(read, SNIFFED_BYTES))) {
                return RangeResult.noText();
            }
            sniffing = false;
            lines += ByteScan.newlines(bytes, read);
            left = read < wanted ? 0 : left - read;
        }
        return RangeResult.counted(lines);
    }

    /** Whether the file begins as no text does. */
    static boolean isBinary(String uri) throws IOException {
        try (FileChannel file = open(uri)) {
            return count(file, SNIFFED_BYTES, true).binary();
        }
    }

    /** Listed paths have their links resolved, so what is a link now has been put there since. */
    private static FileChannel open(String uri) throws IOException {
        return FileChannel.open(Path.of(URI.create(uri)), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    /** Reads until the buffer is full or the channel at its end. */
    private static int fill(ByteBuffer buffer, ReadableByteChannel channel) throws IOException {
        int read = 0;
        while (buffer.hasRemaining() && read >= 0) {
            read = channel.read(buffer);
        }
        return buffer.position();
    }

    private static RangeResult shrunk(long size) {
        return RangeResult.failed("shrank to " + size + " bytes while it was counted");
    }
}
