package dev.procession.core.ledger;

/**
 * Where everything stands in a ledger file. All words are little-endian. The worker writes them, but for
 * RECALLED, which the parent writes, and the highest bit of ENTERED, which the parent sets and the worker clears.
 *
 * <pre>
 *  offset  size  word
 *       0     8  MAGIC         "PRCLEDG1"
 *       8     8  ENTERED       number of the item whose user code was entered last (low 63 bits); highest bit: all
 *                              items after it, up to RECALLED, are not to be entered any more
 *      16     8  BASE 0        number of the first item whose outcome stands in half 0 of the outbox
 *      24     8  PUBLISHED 0   count of outcomes in half 0 (high 32 bits), bytes they fill (low 32 bits)
 *      32     8  BASE 1        the same for half 1
 *      40     8  PUBLISHED 1
 *      48     8  RECALLED      number of the last item that the parent has taken back
 *      56     8  STARTED       when the item was entered whose time is limited, as System.nanoTime tells; else stale
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

    /** The bit of the word at {@link #ENTERED_AT} by which the parent takes back what comes after that item. */
    static final long RECALL_BIT = Long.MIN_VALUE;

    /** Offset of the number of the last item that was taken back. */
    static final int RECALLED_AT = 48;

    /** Offset of the time at which an item with a limit was entered. */
    static final int STARTED_AT = 56;

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
