package dev.procession.core.ledger;

/**
 * Where everything stands in a ledger file. All words are little-endian and written by the worker alone.
 *
 * <pre>
 *  offset  size  word
 *       0     8  MAGIC         "PRCLEDG1"
 *       8     8  ENTERED       number of the item whose user code was entered last
 *      16     8  BASE 0        number of the first item whose outcome stands in half 0 of the outbox
 *      24     8  PUBLISHED 0   count of outcomes in half 0 (high 32 bits), bytes they fill (low 32 bits)
 *      32     8  BASE 1        the same for half 1
 *      40     8  PUBLISHED 1
 *    4096   64K  OUTBOX 0      outcomes, one after the other, as they go into a RESULTS frame
 *   69632   64K  OUTBOX 1
 * </pre>
 *
 * <p>Items are numbered from 1 on each link; 0 in ENTERED means that none was entered. A half is cleared only when the
 * parent has acknowledged everything in it.
 */
final class LedgerLayout {
    /** The first eight bytes, "PRCLEDG1" read as a little-endian long. */
    static final long MAGIC = 0x3147_4445_4C43_5250L;

    /** Offset of the magic number. */
    static final int MAGIC_AT = 0;

    /** Offset of the number of the item that was entered last. */
    static final int ENTERED_AT = 8;

    /** Size of one half of the outbox. */
    static final int HALF_BYTES = 64 << 10;

    private static final int FIRST_HALF_WORDS_AT = 16;
    private static final int HALF_WORDS_BYTES = 16;
    private static final int OUTBOX_AT = 4096;

    /** Size of the whole file. */
    static final int FILE_BYTES = OUTBOX_AT + 2 * HALF_BYTES;

    private LedgerLayout() {}

    /** Offset of a half's first item number. */
    static int baseAt(int half) {
        return FIRST_HALF_WORDS_AT + half * HALF_WORDS_BYTES;
    }

    /** Offset of a half's fill state. */
    static int publishedAt(int half) {
        return baseAt(half) + Long.BYTES;
    }

    /** Offset of a half's bytes. */
    static int outboxAt(int half) {
        return OUTBOX_AT + half * HALF_BYTES;
    }
}
