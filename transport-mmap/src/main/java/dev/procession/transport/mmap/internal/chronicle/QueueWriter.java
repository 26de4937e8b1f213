package dev.procession.transport.mmap.internal.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * The writing end of one queue, made with it. For one thread at a time, which need not be the same. {@link #append} touches
 * mapped memory only, so that an interrupt cannot hurt it; the other methods work on files.
 */
public final class QueueWriter implements AutoCloseable {
    /** What is left free at the end: one document, and Chronicle's own index, which grows as documents come. */
    private static final int MARGIN_BYTES = Queues.DOCUMENT_BYTES + (192 << 10);

    private final ChronicleQueue queue;
    private final ExcerptAppender appender;
    private byte[] copy = new byte[0];
    private boolean full;

    private QueueWriter(ChronicleQueue queue, ExcerptAppender appender) {
        this.queue = queue;
        this.appender = appender;
    }

    /**
     * Makes a queue and takes its space on disk.
     *
     * @param folder where; made here
     * @param before how many documents stand in the queues before this one
     * @return the writing end
     * @throws IOException if it cannot be made, or the disk is full; then nothing is left of it
     */
    public static QueueWriter create(Path folder, long before) throws IOException {
        QueueFolder.create(folder);
        ChronicleQueue queue = null;
        boolean created = false;
        try {
            queue = Queues.open(folder);
            ExcerptAppender appender = queue.createAppender();
            appender.singleThreadedCheckDisabled(true);
            QueueWriter writer = new QueueWriter(queue, appender);
            // The first document, which also makes Chronicle lay out the file.
            writer.append(Queues.HEAD, ByteBuffer.allocate(Long.BYTES).putLong(0, before));
            QueueFolder.fill(folder);
            created = true;
            return writer;
        } catch (RuntimeException e) {
            throw new IOException("cannot make the queue " + folder + " (" + e + ")", e);
        } finally {
            if (!created) {
                Queues.close(queue);
                QueueFolder.remove(folder);
            }
        }
    }

    /**
     * Whether nothing more fits: time for the next queue.
     *
     * @return true after an append that has filled it
     */
    public boolean isFull() {
        return full;
    }

    /**
     * Writes one document, visible to the reader when this returns.
     *
     * @param kind its first byte
     * @param source what to write after that; its position moves behind what was written, {@link Queues#CONTENT_BYTES} at the
     *     most
     */
    public void append(byte kind, ByteBuffer source) {
        int length = Math.min(source.remaining(), Queues.CONTENT_BYTES);
        try (DocumentContext document = appender.writingDocument()) {
            Bytes<?> bytes = Objects.requireNonNull(document.wire()).bytes();
            bytes.writeByte(kind);
            if (source.hasArray()) {
                bytes.write(source.array(), source.arrayOffset() + source.position(), length);
                source.position(source.position() + length);
            } else {
                bytes.write(copied(source, length), 0, length);
            }
            full = bytes.writePosition() > Queues.QUEUE_BYTES - MARGIN_BYTES;
        }
    }

    private byte[] copied(ByteBuffer source, int length) {
        if (copy.length < length) {
            copy = new byte[Queues.DOCUMENT_BYTES];
        }
        source.get(copy, 0, length);
        return copy;
    }

    /** Unmaps it; the files stay for the reader. */
    @Override
    public void close() {
        Queues.close(queue);
    }
}
