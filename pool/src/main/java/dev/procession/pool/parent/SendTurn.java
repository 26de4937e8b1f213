package dev.procession.pool.parent;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Who may send to one worker now. Whoever comes first sends for all: the others leave word, and that one goes round once
 * more. So nobody waits for a send, and what only the one at turn touches needs no lock.
 *
 * <p>Lock order, of all that has to do with one worker: the turn, the dispatcher's lock, the monitors of {@link InFlight},
 * {@link Window} and {@link StopLadder}. Who is at turn may take any of them; who holds one of them never takes the turn.
 * The two that do wait for the turn, {@link #alone} and {@link #seal}, hold nothing, not even the turn of another worker;
 * rounds never block, so they wait for moments. Thread-safe.
 *
 * <p>A round may be cut off: who calls may have no stack left, or this process no memory. What was sent is not known then, so
 * the turn is taken for good, and the worker is to be given up.
 */
final class SendTurn {
    /** How often the turn was asked for, by the one that has it and since; 0 if nobody has it. */
    private final AtomicInteger asked = new AtomicInteger();

    private final Runnable round;
    private volatile boolean sealed;

    /** Whether a round was cut off, and nobody knows what it has sent. Then nobody goes round any more. */
    private volatile boolean broken;

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
        if (broken || asked.getAndIncrement() != 0) {
            return false;
        }
        boolean whole = false;
        try {
            goRound(1);
            whole = true;
        } finally {
            if (!whole) {
                broken = true; // a store: where stack or memory has run out, no call can be relied on
            }
        }
        return true;
    }

    private void goRound(int times) {
        for (int missed = times; missed != 0; missed = asked.addAndGet(-missed)) {
            round.run();
        }
    }

    /**
     * Waits for the turn, does something else than to go round, and then goes round for those who asked meanwhile.
     *
     * @return what the work answers; false if nobody gets the turn any more
     */
    boolean alone(BooleanSupplier work) {
        while (!asked.compareAndSet(0, 1)) {
            if (sealed || broken) {
                return false;
            }
            Thread.onSpinWait();
        }
        boolean answer = false;
        boolean whole = false;
        try {
            answer = work.getAsBoolean();
            goRound(asked.addAndGet(-1));
            whole = true;
        } finally {
            if (!whole) {
                broken = true;
            }
        }
        return answer;
    }

    /** Waits until nobody has the turn, but no longer than this. */
    void awaitFree(long nanos) {
        long deadline = System.nanoTime() + nanos;
        while (asked.get() != 0 && !broken && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    /** Nobody ever has the turn again once this has returned. Idempotent, but for one thread. */
    void seal() {
        while (!broken && !sealed && !asked.compareAndSet(0, 1)) {
            Thread.onSpinWait();
        }
        sealed = true;
    }

    boolean isSealed() {
        return sealed;
    }

    /** Whether nobody sends any more because an error of the JVM has cut off who did. */
    boolean isBroken() {
        return broken;
    }
}
