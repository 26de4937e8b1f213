package dev.procession.transport.mmap;

import dev.procession.core.error.TransportException;
import dev.procession.core.frame.FrameDecoder;
import dev.procession.transport.mmap.ControlFile.Side;
import dev.procession.transport.mmap.internal.chronicle.QueueFolder;
import dev.procession.transport.mmap.internal.chronicle.QueueReader;
import dev.procession.transport.mmap.internal.chronicle.Queues;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frames that one channel has carried, read from the queues that {@link MmapTransport#keepJournal} kept. Also while the
 * channel is still in use: then they end where it is. Used by one thread.
 *
 * <p>A journal holds arguments and results as they were sent. Its folders have mode 0700.
 */
public final class Journal implements Closeable {
    private static final String PREFIX = "journal-";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** Nothing larger can have been sent. */
    private static final int MOST_FRAME_BYTES = 1 << 30;

    private final Kept sent;
    private final Kept answered;

    private Journal(Path channel) {
        sent = new Kept(channel, Side.PARENT);
        answered = new Kept(channel, Side.CHILD);
    }

    /** A name for a channel's folder: when it began, whose it was, a number. */
    static String newName(int number) {
        return PREFIX + TIME.format(Instant.now()) + "-"
                + ProcessHandle.current().pid() + "-" + number;
    }

    /** Whether a channel's folder stays. */
    static boolean isKept(Path channel) {
        return String.valueOf(channel.getFileName()).startsWith(PREFIX);
    }

    /** Whether something was sent in a channel's folder. */
    static boolean isAnythingIn(Path channel) {
        return Files.isDirectory(ChannelFolder.queue(channel, Side.PARENT, 1));
    }

    /**
     * The channels that a folder has a journal of, in the order in which they began.
     *
     * @param folder one that {@link MmapTransport#keepJournal} was given, or one channel's folder in it
     * @return the folders of the channels
     * @throws IOException if the folder cannot be read
     */
    public static List<Path> channels(Path folder) throws IOException {
        if (isAnythingIn(folder)) {
            return List.of(folder);
        }
        List<Path> channels = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (Path channel : found) {
                if (isAnythingIn(channel)) {
                    channels.add(channel);
                }
            }
        }
        channels.sort(Path::compareTo);
        return List.copyOf(channels);
    }

    /**
     * Opens the journal of one channel.
     *
     * @param channel one of {@link #channels}
     * @return the journal, before the first frame of each direction
     * @throws IOException if a scratch folder cannot be made
     * @throws TransportException if Chronicle cannot work in this JVM
     */
    public static Journal open(Path channel) throws IOException {
        Path scratch = Files.createTempDirectory("procession-journal-");
        try {
            Queues.getReady(scratch.resolve("self-test"));
        } finally {
            QueueFolder.remove(scratch);
        }
        return new Journal(channel);
    }

    /**
     * The next frame that the parent sent.
     *
     * @return it, the caller's to keep; null if there is none any more
     * @throws UncheckedIOException if a queue cannot be read
     */
    public @Nullable ByteBuffer nextSent() {
        return sent.next();
    }

    /**
     * The next frame that the child answered.
     *
     * @return it, the caller's to keep; null if there is none any more
     * @throws UncheckedIOException if a queue cannot be read
     */
    public @Nullable ByteBuffer nextAnswered() {
        return answered.next();
    }

    @Override
    public void close() {
        sent.close();
        answered.close();
    }

    /** The frames of one direction. */
    private static final class Kept {
        private final Path channel;
        private final Side writer;
        private final FrameDecoder decoder = new FrameDecoder(MOST_FRAME_BYTES);
        private final ByteBuffer document =
                ByteBuffer.allocate(Queues.DOCUMENT_BYTES).limit(0);
        private @Nullable QueueReader reader;
        private long opened;

        Kept(Path channel, Side writer) {
            this.channel = channel;
            this.writer = writer;
        }

        @Nullable
        ByteBuffer next() {
            while (true) {
                ByteBuffer frame = decoder.next();
                if (frame != null) {
                    return frame;
                }
                if (!document.hasRemaining() && !nextDocument()) {
                    return null;
                }
                feed();
            }
        }

        private void feed() {
            ByteBuffer space = decoder.space();
            int bytes = Math.min(space.remaining(), document.remaining());
            space.put(space.position(), document, document.position(), bytes);
            document.position(document.position() + bytes);
            decoder.filled(bytes);
        }

        private boolean nextDocument() {
            while (true) {
                QueueReader open = reader;
                document.clear();
                boolean found = open != null && open.read(document);
                document.flip();
                if (found) {
                    return document.hasRemaining() && document.get() == Queues.BYTES;
                }
                if (!nextQueue()) {
                    return false;
                }
            }
        }

        private boolean nextQueue() {
            Path queue = ChannelFolder.queue(channel, writer, opened + 1);
            if (!Files.isDirectory(queue)) {
                return false;
            }
            close();
            try {
                reader = QueueReader.open(queue);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + queue + ": " + e.getMessage(), e);
            }
            opened++;
            return true;
        }

        void close() {
            QueueReader open = reader;
            reader = null;
            if (open != null) {
                open.close();
            }
        }
    }
}
