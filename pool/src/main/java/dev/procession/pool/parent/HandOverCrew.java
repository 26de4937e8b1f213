package dev.procession.pool.parent;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads that hand outcomes to futures, in shifts. A shift in which nothing was handed over for a while is written
 * off, and the thread that noticed starts the next: each blocked callback costs one thread and is waited for once. A
 * thread that was written off leaves when its callback returns. Thread-safe.
 */
final class HandOverCrew {
    /** The answer to a thread that is not needed now. */
    static final int NOT_NEEDED = -1;

    /** The answer to a thread that would be one too many for what may block. */
    static final int FULL = -2;

    /**
     * Threads in all: what a program survives whose callbacks all block for ever. Then the other callbacks wait, unless a
     * thread that waits for their future takes them over.
     */
    static final int MOST_THREADS = 256;

    /** Threads of a shift: what may block is also what takes long to decode. */
    private static final int MOST_IN_A_SHIFT = Runtime.getRuntime().availableProcessors();

    private final AtomicLong handedOver = new AtomicLong();
    private volatile int shift;
    private volatile int present;
    private volatile boolean full;
    private int writtenOff;

    /** How much was handed over since the beginning. */
    long handedOver() {
        return handedOver.get();
    }

    /** Something was handed over by a thread of this shift; returns whether the thread is to go on. */
    boolean handedOver(int own) {
        handedOver.incrementAndGet();
        return own == shift;
    }

    /** Whether no thread is at it but those that were written off. */
    boolean isIdle() {
        return present == 0;
    }

    /** Whether a thread was turned away because there are too many, and none has left since. */
    boolean isFull() {
        return full;
    }

    /** Joins if nobody is at it; returns the shift. */
    synchronized int joinIfIdle() {
        return isIdle() ? enter() : NOT_NEEDED;
    }

    /**
     * Joins if that is of use.
     *
     * @param before what {@link #handedOver()} was when the caller's patience began
     * @param loaded whether more threads would find something to do
     * @return the shift; {@link #NOT_NEEDED} or {@link #FULL}
     */
    synchronized int join(long before, boolean loaded) {
        if (isIdle()) {
            return enter();
        }
        if (present + writtenOff >= MOST_THREADS) {
            full = true;
            return FULL;
        }
        if (handedOver.get() == before) {
            writtenOff += present;
            present = 0;
            shift++;
            return enter();
        }
        return loaded && present < MOST_IN_A_SHIFT ? enter() : NOT_NEEDED;
    }

    private synchronized int enter() {
        present++;
        return shift;
    }

    /** A thread of this shift is at it no more. */
    synchronized void leave(int own) {
        full = false;
        if (own == shift) {
            present--;
        } else {
            writtenOff--;
        }
    }
}
