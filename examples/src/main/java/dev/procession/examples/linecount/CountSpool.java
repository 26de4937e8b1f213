package dev.procession.examples.linecount;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps counts and names until all are known: in memory while they are few, then in a temporary file, which has no name
 * any more and so cannot be left behind.
 */
final class CountSpool implements Closeable {
    private static final int MEMORY_BYTES = 4 << 20;

    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable FileChannel file;
    private DataOutputStream out = new DataOutputStream(memory);
    private long entries;

    void add(long count, RawName name) throws IOException {
        if (file == null && memory.size() >= MEMORY_BYTES) {
            file = nameless();
            out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(file), 1 << 16));
        }
        out.writeLong(count);
        out.writeInt(name.length());
        name.writeTo(out);
        entries++;
    }

    private static FileChannel nameless() throws IOException {
        Path path = Files.createTempFile("procession-linecount", null);
        return FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** Gives all that was added, in order. Nothing may be added afterwards. */
    void replay(Entries taker) throws IOException {
        out.flush();
        DataInputStream in = new DataInputStream(new SequenceInputStream(inMemory(), inFile()));
        for (long i = 0; i < entries; i++) {
            long count = in.readLong();
            int length = in.readInt();
            taker.take(count, RawName.ofBytes(in.readNBytes(length)));
        }
    }

    private InputStream inMemory() {
        return new ByteArrayInputStream(memory.toByteArray());
    }

    private InputStream inFile() throws IOException {
        return file == null
                ? InputStream.nullInputStream()
                : new BufferedInputStream(Channels.newInputStream(file.position(0)), 1 << 16);
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    /** Takes what was kept. */
    @FunctionalInterface
    interface Entries {
        void take(long count, RawName name) throws IOException;
    }
}
