package dev.procession.core.ledger;

import static dev.procession.core.ledger.LedgerLayout.ENTERED_AT;
import static dev.procession.core.ledger.LedgerLayout.FILE_BYTES;
import static dev.procession.core.ledger.LedgerLayout.HALF_BYTES;
import static dev.procession.core.ledger.LedgerLayout.MAGIC;
import static dev.procession.core.ledger.LedgerLayout.MAGIC_AT;
import static dev.procession.core.ledger.LedgerLayout.RECALLED_AT;
import static dev.procession.core.ledger.LedgerLayout.RECALL_BIT;
import static dev.procession.core.ledger.LedgerLayout.STARTED_AT;
import static dev.procession.core.ledger.LedgerLayout.baseAt;
import static dev.procession.core.ledger.LedgerLayout.outboxAt;
import static dev.procession.core.ledger.LedgerLayout.publishedAt;

import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.LaunchException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * One worker's ledger: the number of the item it entered last, and an outbox of outcomes that were finished but perhaps
 * not yet sent.
 *
 * <ul>
 *   <li>The worker's task thread writes; the parent reads once the worker is dead. The worker's other threads may read
 *       {@link #published(int)} at any time.
 *   <li>Entering an item is a race with the parent, who may {@link #recall} what has not been entered: one word decides,
 *       by compare-and-set. So an item is entered or taken back, never both, also by a worker that is stopped or dying.
 *   <li>A store costs some nanoseconds and survives {@code kill -9}: it is in the page cache once it is done.
 *   <li>The words are stored in program order ({@link VarHandle#releaseFence()}), so that an outcome is complete when it
 *       is counted.
 * </ul>
 */
public final class Ledger {
    /** How many halves the outbox has: one is filled while the parent has yet to acknowledge the other. */
    public static final int HALVES = 2;

    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer memory;

    /** What the word at ENTERED_AT holds unless the parent has set its bit. The worker's task thread only. */
    private long lastEntered;

    /** Items up to this number were taken back, if they come after {@link #lastEntered}. The same thread only. */
    private long recalled;

    private Ledger(ByteBuffer memory) {
        this.memory = memory;
    }

    /**
     * Makes the file, or clears the one that is there, and maps it. The space is taken by writing, so that a full file
     * system is an error here and not a crash later.
     *
     * @param file where; its folder exists and is private
     * @return the empty ledger
     * @throws LaunchException if the file cannot be made; the message names it
     */
    public static Ledger create(Path file) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(FILE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            zeros.putLong(MAGIC_AT, MAGIC);
            while (zeros.hasRemaining()) {
                channel.write(zeros, zeros.position());
            }
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(
                        file,
                        Set.of(
                                java.nio.file.attribute.PosixFilePermission.OWNER_READ,
                                java.nio.file.attribute.PosixFilePermission.OWNER_WRITE));
            }
            return map(channel);
        } catch (IOException e) {
            throw new LaunchException(
                    ErrorCode.LAUNCH_FAILED,
                    "cannot make the ledger file " + file + " of " + FILE_BYTES + " bytes (" + e
                            + "); free space or choose another folder with -Djava.io.tmpdir",
                    e);
        }
    }

    /**
     * Maps a ledger that the parent has made.
     *
     * @param file where
     * @return the ledger
     * @throws LaunchException if it is not a ledger
     */
    public static Ledger open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() != FILE_BYTES) {
                throw new LaunchException(file + " has " + channel.size() + " bytes, a ledger has " + FILE_BYTES);
            }
            Ledger ledger = map(channel);
            if (ledger.memory.getLong(MAGIC_AT) != MAGIC) {
                throw new LaunchException(file + " is not a ledger: its first eight bytes are wrong");
            }
            return ledger;
        } catch (IOException e) {
            throw new LaunchException(ErrorCode.LAUNCH_FAILED, "cannot open the ledger file " + file + ": " + e, e);
        }
    }

    /**
     * A ledger in plain memory, for a peer that shares no files with its parent and for tests.
     *
     * @return the empty ledger
     */
    public static Ledger inMemory() {
        return new Ledger(ByteBuffer.allocateDirect(FILE_BYTES).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static Ledger map(FileChannel channel) throws IOException {
        ByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE_BYTES);
        return new Ledger(memory.order(ByteOrder.LITTLE_ENDIAN));
    }

    /**
     * Clears everything for a new worker. The old one must be dead.
     */
    public void reset() {
        memory.putLong(ENTERED_AT, 0);
        memory.putLong(RECALLED_AT, 0);
        memory.putLong(STARTED_AT, 0);
        for (int half = 0; half < HALVES; half++) {
            restart(half, 0);
        }
    }

    /**
     * Notes that the user code of an item is about to be entered, unless the parent has taken the item back. Called by
     * the worker's task thread, with rising numbers.
     *
     * @param item its number, from 1
     * @return whether it may be entered; if not, it is run elsewhere
     */
    public boolean enter(long item) {
        if (item <= recalled) {
            return false;
        }
        while (!WORD.compareAndSet(memory, ENTERED_AT, lastEntered, item)) {
            recalled = (long) WORD.getVolatile(memory, RECALLED_AT); // does not change while the bit is set
            WORD.setVolatile(memory, ENTERED_AT, lastEntered);
            if (item <= recalled) {
                return false;
            }
        }
        lastEntered = item;
        return true;
    }

    /**
     * The item that was entered last.
     *
     * @return its number, or 0
     */
    public long entered() {
        return (long) WORD.getVolatile(memory, ENTERED_AT) & ~RECALL_BIT;
    }

    /**
     * Notes when the next item is entered, before {@link #enter}; for items whose time is limited. By the worker's task
     * thread.
     *
     * @param nanos the time, as {@link System#nanoTime} tells: on Linux, macOS and Windows all processes of a machine
     *     share its clock
     */
    public void starts(long nanos) {
        WORD.setVolatile(memory, STARTED_AT, nanos);
    }

    /**
     * When the item was entered that was entered last, if its time is limited; else some earlier time. The reader looks
     * whether {@link #entered} is the same before and after.
     *
     * @return the time, by the worker's clock
     */
    public long started() {
        return (long) WORD.getVolatile(memory, STARTED_AT);
    }

    /**
     * Takes back what has not been entered. Called by the parent, by one thread at a time; the worker need not answer,
     * nor run. Takes nothing while the worker has not heeded the recall before, for it is still in the item that it was
     * in then.
     *
     * @param through the number of the last item that the worker was sent; never lower than before
     * @return the item after which all was taken back: those up to {@code through} will not be entered, or were taken
     *     back before; {@code through} itself if none was
     */
    public long recall(long through) {
        long word = (long) WORD.getVolatile(memory, ENTERED_AT);
        if (word < 0) {
            return through;
        }
        WORD.setVolatile(memory, RECALLED_AT, through);
        while (word < through && !WORD.compareAndSet(memory, ENTERED_AT, word, word | RECALL_BIT)) {
            word = (long) WORD.getVolatile(memory, ENTERED_AT);
        }
        return Math.min(word, through);
    }

    /**
     * How many bytes one half of the outbox holds at the most.
     *
     * @return its capacity
     */
    public static int halfCapacity() {
        return HALF_BYTES;
    }

    /**
     * A half's fill state, in one word: a snapshot that is consistent at any time.
     *
     * @param half 0 or 1
     * @return the count of outcomes (see {@link #count}) and the bytes that they fill (see {@link #bytes})
     */
    public long published(int half) {
        long word = memory.getLong(publishedAt(half));
        VarHandle.acquireFence();
        return word;
    }

    /**
     * The count in a fill state.
     *
     * @param published from {@link #published(int)}
     * @return the number of outcomes
     */
    public static int count(long published) {
        return (int) (published >>> Integer.SIZE);
    }

    /**
     * The bytes in a fill state.
     *
     * @param published from {@link #published(int)}
     * @return how many bytes of the half are filled
     */
    public static int bytes(long published) {
        return (int) published;
    }

    /**
     * The number of the first item whose outcome stands in a half.
     *
     * @param half 0 or 1
     * @return the item's number; 0 if the half was never used
     */
    public long base(int half) {
        return memory.getLong(baseAt(half));
    }

    /**
     * Whether an item's outcome stands in the outbox, though it may not have been sent. Any thread of either process; while a
     * half is cleared, the answer may be true for an item whose outcome comes next.
     *
     * @param item its number
     * @return true if it was published and not cleared since
     */
    public boolean holdsOutcomeOf(long item) {
        for (int half = 0; half < HALVES; half++) {
            int outcomes = count(published(half));
            long first = base(half);
            if (item >= first && item < first + outcomes) {
                return true;
            }
        }
        return false;
    }

    /**
     * Adds one outcome; the caller has seen that there is room.
     *
     * @param half 0 or 1
     * @param outcome where its bytes stand
     * @param length how many they are
     */
    public void publish(int half, byte[] outcome, int length) {
        long state = memory.getLong(publishedAt(half));
        int at = bytes(state);
        memory.put(outboxAt(half) + at, outcome, 0, length);
        VarHandle.releaseFence();
        memory.putLong(publishedAt(half), ((long) (count(state) + 1) << Integer.SIZE) | (at + length));
        VarHandle.releaseFence();
    }

    /**
     * Clears a half, once the parent has acknowledged everything in it.
     *
     * @param half 0 or 1
     * @param nextItem the number of the item whose outcome comes first in it
     */
    public void restart(int half, long nextItem) {
        memory.putLong(publishedAt(half), 0);
        VarHandle.releaseFence();
        memory.putLong(baseAt(half), nextItem);
        VarHandle.releaseFence();
    }

    /**
     * Looks whether the words can be what a worker has noted: its native code may have written over them, and what makes no
     * sense is not to be acted upon. For the parent, once the worker is dead.
     *
     * @param lastItem the number of the last item that it was sent
     * @throws IllegalStateException if they cannot; the message has the word
     */
    public void requireSense(long lastItem) {
        long entered = entered();
        if (entered > lastItem) {
            throw nonsense("item " + entered + " was entered, the last that was sent is " + lastItem);
        }
        for (int half = 0; half < HALVES; half++) {
            int count = count(published(half));
            int bytes = bytes(published(half));
            boolean fits = bytes >= 0 && bytes <= HALF_BYTES && count >= 0 && count <= bytes;
            if (!fits) {
                throw nonsense(count + " outcomes in " + bytes + " bytes of " + HALF_BYTES);
            }
            long last = base(half) + count - 1;
            if (count > 0 && (base(half) < 1 || last > lastItem)) {
                throw nonsense("there is an outcome of item " + (base(half) < 1 ? base(half) : last)
                        + ", the last that was sent is " + lastItem);
            }
        }
    }

    private static IllegalStateException nonsense(String what) {
        return new IllegalStateException("something has written over it: by its words " + what);
    }

    /**
     * Copies a part of a half.
     *
     * @param half 0 or 1
     * @param from its first byte
     * @param to behind its last byte
     * @return a fresh copy
     * @throws IllegalStateException if a half has no such bytes
     */
    public byte[] copy(int half, int from, int to) {
        if (from < 0 || from > to || to > HALF_BYTES) { // before memory is set aside on the word of a file
            throw nonsense("outcomes reach from byte " + from + " to " + to + " of " + HALF_BYTES);
        }
        byte[] copy = new byte[to - from];
        memory.get(outboxAt(half) + from, copy);
        return copy;
    }
}
