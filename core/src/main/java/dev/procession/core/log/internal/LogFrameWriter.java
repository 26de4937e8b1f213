package dev.procession.core.log.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes records, and whose print follows, into a stream, in frames. Thread-safe: the frames of a record follow each other. */
public final class LogFrameWriter {
    private final OutputStream out;
    private final byte[] frame;
    private int record;

    /**
     * A writer.
     *
     * @param out passes each write on at once, as one system call
     */
    public LogFrameWriter(OutputStream out) {
        this(out, LogFrameLayout.maxFrameHere());
    }

    LogFrameWriter(OutputStream out, int maxFrame) {
        this.out = out;
        this.frame = new byte[maxFrame];
    }

    /**
     * Writes one record; returns when the kernel has it.
     *
     * @param bytes the record
     * @param length how many of them, at most {@link LogFrameLayout#MAX_RECORD}
     * @throws IOException if the reader is gone
     */
    public synchronized void write(byte[] bytes, int length) throws IOException {
        int room = frame.length - LogFrameLayout.HEADER;
        int piece = 0;
        int at = 0;
        do {
            int count = Math.min(room, length - at);
            System.arraycopy(bytes, at, frame, LogFrameLayout.HEADER, count);
            at += count;
            writeFrame(at < length ? LogFrameLayout.MORE : LogFrameLayout.LAST, piece, count);
            piece++;
        } while (at < length);
        record++;
    }

    /**
     * Says whose print comes next; returns when the kernel has it.
     *
     * @param words the task, cut if it is longer than a frame; empty if it is nobody's
     * @throws IOException if the reader is gone
     */
    public synchronized void writeTask(String words) throws IOException {
        byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
        int count = Math.min(bytes.length, frame.length - LogFrameLayout.HEADER);
        System.arraycopy(bytes, 0, frame, LogFrameLayout.HEADER, count);
        writeFrame(LogFrameLayout.TASK, 0, count);
    }

    private void writeFrame(byte kind, int piece, int count) throws IOException {
        LogFrameLayout.putMagic(frame);
        ByteBuffer header = ByteBuffer.wrap(frame);
        header.putInt(LogFrameLayout.RECORD_AT, record);
        header.putShort(LogFrameLayout.PIECE_AT, (short) piece);
        header.put(LogFrameLayout.KIND_AT, kind);
        header.putShort(LogFrameLayout.LENGTH_AT, (short) count);
        header.putInt(LogFrameLayout.CHECK_AT, LogFrameLayout.check(frame, 0, count));
        out.write(frame, 0, LogFrameLayout.HEADER + count);
    }
}
