package dev.procession.pool.parent;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who may send to one worker now. Whoever comes first sends for all: the others leave word, and that one goes round once
 * more. So nobody waits for a send, and what only the one at turn touches needs no lock.
 *
 * <p>Lock order, of all that has to do with one worker: the turn, the dispatcher's lock, the monitors of {@link InFlight},
 * {@link Window} and {@link StopLadder}. Who is at turn may take any of them; who holds one of them never takes the turn.
 * The two that do wait for the turn, {@link #await} and {@link #seal}, hold nothing, not even the turn of another worker;
 * rounds never block, so they wait for moments. Thread-safe.
 */
final class SendTurn {
    /** How often the turn was asked for, by the one that has it and since; 0 if nobody has it. */
    private final AtomicInteger asked = new AtomicInteger();

    private final Runnable round;
    private volatile boolean sealed;

    /**
     * A turn that nobody has.
     *
     * @param round sends what waits; never blocks
     */
    SendTurn(Runnable round) {
        this.round = round;
    }

    /**
     * Goes round until nobody asks any more, unless another thread does: then that one goes round once more.
     *
     * @return whether this one went
     */
    boolean take() {
        if (asked.getAndIncrement() != 0) {
            return false;
        }
        int missed = 1;
        do {
            round.run();
            missed = asked.addAndGet(-missed);
        } while (missed != 0);
        return true;
    }

    /**
     * Waits for the turn, to do something else than to go round; {@link #pass} ends that.
     *
     * @return false if nobody gets it any more
     */
    boolean await() {
        while (!asked.compareAndSet(0, 1)) {
            if (sealed) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    /** Ends what {@link #await} began: goes round for those who asked meanwhile. */
    void pass() {
        int missed = asked.addAndGet(-1);
        while (missed != 0) {
            round.run();
            missed = asked.addAndGet(-missed);
        }
    }

    /** Waits until nobody has the turn, but no longer than this. */
    void awaitFree(long nanos) {
        long deadline = System.nanoTime() + nanos;
        while (asked.get() != 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    /** Nobody ever has the turn again once this has returned. Called once. */
    void seal() {
        while (!asked.compareAndSet(0, 1)) {
            Thread.onSpinWait();
        }
        sealed = true;
    }

    boolean isSealed() {
        return sealed;
    }
}
