package dev.procession.core.log.internal;

import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * A piece of a log record, or the name of a task, as it stands between what a child prints. Big-endian:
 *
 * <pre>
 *   0   8  magic: a zero, a byte that is not UTF-8, "PRLOG", a zero
 *   8   4  CRC-32C of what follows
 *  12   4  the record's number in its process
 *  16   2  the piece's number in its record, from 0
 *  18   1  0 the last piece, 1 more pieces follow, 2 no piece but the task, in UTF-8, whose print comes next
 *  19   2  length of the piece
 *  21   -  the piece
 * </pre>
 *
 * A frame is written by one system call and is so small that the kernel keeps it in one piece, whoever else writes to that
 * pipe.
 */
public final class LogFrameLayout {
    /** The frame's length without its piece. */
    public static final int HEADER = 21;

    /** The longest frame: Linux keeps as many bytes together. */
    public static final int MAX_FRAME = 4_096;

    /** POSIX promises no more. */
    private static final int MAX_FRAME_ELSEWHERE = 512;

    /** The longest record, all pieces together. */
    public static final int MAX_RECORD = 1 << 20;

    static final int CHECK_AT = 8;
    static final int RECORD_AT = 12;
    static final int PIECE_AT = 16;
    static final int KIND_AT = 18;
    static final int LENGTH_AT = 19;

    /** The piece is its record's last. */
    static final byte LAST = 0;

    /** More pieces of that record follow. */
    static final byte MORE = 1;

    /** No piece of a record: the task that this process runs from now on, nothing if it runs none. */
    static final byte TASK = 2;

    private static final byte[] MAGIC = {0, (byte) 0xFE, 'P', 'R', 'L', 'O', 'G', 0};

    private LogFrameLayout() {}

    /** How long the frames are that this process writes. */
    static int maxFrameHere() {
        boolean linux =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
        return linux ? MAX_FRAME : MAX_FRAME_ELSEWHERE;
    }

    /** One byte of the magic. */
    static byte magic(int at) {
        return MAGIC[at];
    }

    static int magicLength() {
        return MAGIC.length;
    }

    static void putMagic(byte[] frame) {
        System.arraycopy(MAGIC, 0, frame, 0, MAGIC.length);
    }

    /** The check word of a frame in an array. */
    static int check(byte[] bytes, int frame, int pieceLength) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, frame + RECORD_AT, HEADER - RECORD_AT + pieceLength);
        return (int) crc.getValue();
    }
}
