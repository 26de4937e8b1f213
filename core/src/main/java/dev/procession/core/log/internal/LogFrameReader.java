package dev.procession.core.log.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes the records, and the names of tasks, out of what a child prints. Whatever is no whole, sound frame is print. Holds one frame and one record
 * at the most. Used by one thread.
 */
public final class LogFrameReader {
    /** Who gets them, in the order in which they came. */
    public interface Sink {
        /**
         * Something that was printed.
         *
         * @param bytes holds it, valid during the call
         * @param count how many, from the start
         */
        void printed(byte[] bytes, int count);

        /**
         * A whole record.
         *
         * @param bytes the record
         */
        void record(byte[] bytes);

        /**
         * The task whose print comes next.
         *
         * @param words which; empty if it is nobody's
         */
        void task(String words);
    }

    private static final byte[] NONE = {};

    private final Sink sink;
    private byte[] held = NONE;
    private byte[] record = NONE;
    private int recordLength;
    private int recordNumber;
    private int pieces;
    private long lost;

    /**
     * A reader.
     *
     * @param sink who gets what is read
     */
    public LogFrameReader(Sink sink) {
        this.sink = sink;
    }

    /**
     * How many records could not be put together, since a piece is missing or they are too long.
     *
     * @return the count
     */
    public long lost() {
        return lost;
    }

    /**
     * Takes what came.
     *
     * @param bytes holds it
     * @param count how many, from the start
     */
    public void add(byte[] bytes, int count) {
        if (held.length == 0 && find(bytes, 0, count) == count) {
            sink.printed(bytes, count);
            return;
        }
        byte[] all = Arrays.copyOf(held, held.length + count);
        System.arraycopy(bytes, 0, all, held.length, count);
        held = NONE;
        scan(all);
    }

    /** Nothing more comes: what is held is print. */
    public void end() {
        byte[] rest = held;
        held = NONE;
        print(rest, 0, rest.length);
        giveUpRecord();
    }

    private void scan(byte[] bytes) {
        int printed = 0;
        int at = find(bytes, 0, bytes.length);
        while (at < bytes.length) {
            int length = frameLength(bytes, at);
            if (length < 0) {
                print(bytes, printed, at);
                held = Arrays.copyOfRange(bytes, at, bytes.length);
                return;
            }
            if (length > 0) {
                print(bytes, printed, at);
                take(ByteBuffer.wrap(bytes, at, length).slice());
                printed = at + length;
            }
            at = find(bytes, at + Math.max(length, 1), bytes.length);
        }
        print(bytes, printed, bytes.length);
    }

    private static int find(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != LogFrameLayout.magic(0)) {
            at++;
        }
        return at;
    }

    private void print(byte[] bytes, int from, int to) {
        if (from < to) {
            sink.printed(from == 0 ? bytes : Arrays.copyOfRange(bytes, from, to), to - from);
        }
    }

    /** The length of the frame that begins there; 0 if none does; negative if that cannot be told yet. */
    private static int frameLength(byte[] bytes, int at) {
        int available = bytes.length - at;
        for (int i = 0; i < Math.min(available, LogFrameLayout.magicLength()); i++) {
            if (bytes[at + i] != LogFrameLayout.magic(i)) {
                return 0;
            }
        }
        if (available < LogFrameLayout.HEADER) {
            return -1;
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        int piece = Short.toUnsignedInt(header.getShort(at + LogFrameLayout.LENGTH_AT));
        int length = LogFrameLayout.HEADER + piece;
        if (length > LogFrameLayout.MAX_FRAME) {
            return 0;
        }
        if (available < length) {
            return -1;
        }
        boolean sound = header.getInt(at + LogFrameLayout.CHECK_AT) == LogFrameLayout.check(bytes, at, piece);
        return sound ? length : 0;
    }

    private void take(ByteBuffer frame) {
        if (frame.get(LogFrameLayout.KIND_AT) == LogFrameLayout.TASK) {
            sink.task(StandardCharsets.UTF_8
                    .decode(frame.position(LogFrameLayout.HEADER))
                    .toString());
        } else {
            piece(frame);
        }
    }

    private void piece(ByteBuffer frame) {
        int number = frame.getInt(LogFrameLayout.RECORD_AT);
        int piece = Short.toUnsignedInt(frame.getShort(LogFrameLayout.PIECE_AT));
        if (piece == 0) {
            giveUpRecord();
            recordNumber = number;
        } else if (piece != pieces || number != recordNumber) {
            giveUpRecord();
            return;
        }
        int count = frame.limit() - LogFrameLayout.HEADER;
        if (recordLength + count > LogFrameLayout.MAX_RECORD) {
            giveUpRecord();
            return;
        }
        append(frame, count);
        pieces = piece + 1;
        if (frame.get(LogFrameLayout.KIND_AT) == LogFrameLayout.LAST) {
            byte[] whole = Arrays.copyOf(record, recordLength);
            clearRecord();
            sink.record(whole);
        }
    }

    private void append(ByteBuffer frame, int count) {
        if (record.length < recordLength + count) {
            int doubled = Math.min(Math.max(2 * record.length, recordLength + count), LogFrameLayout.MAX_RECORD);
            record = Arrays.copyOf(record, doubled);
        }
        frame.position(LogFrameLayout.HEADER).get(record, recordLength, count);
        recordLength += count;
    }

    private void giveUpRecord() {
        if (pieces > 0) {
            lost++;
        }
        clearRecord();
    }

    private void clearRecord() {
        record = NONE;
        recordLength = 0;
        pieces = 0;
    }
}
