package dev.procession.transport.mmap.internal.chronicle;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;

/** The reading end of one queue. For one thread at a time, which need not be the same. */
public final class QueueReader implements AutoCloseable {
    private final ChronicleQueue queue;
    private final ExcerptTailer tailer;

    private long before;

    private QueueReader(ChronicleQueue queue, ExcerptTailer tailer) {
        this.queue = queue;
        this.tailer = tailer;
    }

    /**
     * Opens a queue that is there.
     *
     * @param folder where
     * @return the reading end, before the first document
     * @throws IOException if there is none, or it cannot be opened
     */
    public static QueueReader open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString());
        }
        ChronicleQueue queue = null;
        boolean opened = false;
        try {
            queue = Queues.open(folder);
            ExcerptTailer tailer = queue.createTailer();
            tailer.singleThreadedCheckDisabled(true);
            QueueReader reader = new QueueReader(queue, tailer);
            ByteBuffer first = ByteBuffer.allocate(1 + Long.BYTES);
            if (!reader.read(first) || first.hasRemaining() || first.get(0) != Queues.HEAD) {
                throw new IOException("the queue " + folder + " does not begin as its writer has begun it");
            }
            reader.before = first.getLong(1);
            opened = true;
            return reader;
        } catch (RuntimeException e) {
            throw new IOException("cannot open the queue " + folder + " (" + e + ")", e);
        } finally {
            if (!opened) {
                Queues.close(queue);
            }
        }
    }

    /**
     * How much stands in the queues before this one.
     *
     * @return a number of documents
     */
    public long before() {
        return before;
    }

    /**
     * Reads the next document, if it is there. Touches mapped memory only, so that an interrupt cannot hurt it.
     *
     * @param target gets its bytes, the first of which says of which kind it is, at its position, which moves behind them; has room for {@link Queues#DOCUMENT_BYTES}
     * @return false if there is none yet
     * @throws ChannelException {@code FRAME_CORRUPT} if it is larger
     */
    public boolean read(ByteBuffer target) {
        try (DocumentContext document = tailer.readingDocument()) {
            if (!document.isPresent()) {
                return false;
            }
            Bytes<?> bytes = Objects.requireNonNull(document.wire()).bytes();
            int length = (int) Math.min(Integer.MAX_VALUE, bytes.readRemaining());
            if (length > target.remaining()) {
                throw new ChannelException(
                        ErrorCode.FRAME_CORRUPT,
                        "a document of " + length + " bytes, above the limit of " + Queues.DOCUMENT_BYTES
                                + "; something else writes to this queue",
                        null);
            }
            bytes.read(target.array(), target.arrayOffset() + target.position(), length);
            target.position(target.position() + length);
            return true;
        }
    }

    /** Unmaps it; the files stay. */
    @Override
    public void close() {
        Queues.close(queue);
    }
}
