package dev.procession.pool.parent;

import dev.procession.pool.protocol.ControlMessages;
import dev.procession.pool.protocol.Pulse;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether one worker is still there. One that shares our ledger is asked for a word while it has something to do and is
 * silent; one that does not may be anywhere, so both sides send words all the time, and a silent one is lost. Thread-safe.
 */
final class LifeSigns {
    private final WorkerLink link;
    private final Executor keepers;
    private final boolean isNear;
    private final SilenceWatch silence;
    private final AtomicBoolean tellingOfBreak = new AtomicBoolean();
    private final Pulse pulse = new Pulse();

    LifeSigns(WorkerLink link, Executor keepers) {
        this.link = link;
        this.keepers = keepers;
        isNear = link.sharesLedger();
        silence = new SilenceWatch(keepers, this::isBusy, this::askForAWord);
    }

    private boolean isBusy() {
        return (link.window().isAnySent() || !link.runs().isEmpty())
                && !link.ended().isDone();
    }

    /** Nobody can send to it any more, and who finds that out may have no stack left: the rest is another thread's. */
    void sendingBroke() {
        if (link.ended().isDone() || !tellingOfBreak.compareAndSet(false, true)) {
            return;
        }
        boolean told = false;
        try {
            keepers.execute(() -> link.fail("an error cut off the thread that sent to it, as when a caller's stack or"
                    + " the memory of this process runs out: give this process more of what it lacks"));
            told = true;
        } catch (RejectedExecutionException e) {
            told = true; // The pool has ended, and its workers with it.
        } finally {
            tellingOfBreak.set(told);
        }
    }

    private void askForAWord() {
        link.sender().send(ControlMessages.pingForAnswer());
    }

    /** The worker is about to be given something. */
    void expect() {
        if (isNear) {
            silence.begin();
        }
    }

    /** A frame has come. */
    void hear() {
        silence.hear();
        arriving();
    }

    /** A part of a frame has come. */
    void arriving() {
        if (!isNear) {
            pulse.beat();
        }
    }

    /** Shows a far worker that we are there, and gives it up if it has not done so for too long. */
    void ping() {
        if (pulse.isLost()) {
            link.fail("nothing was heard of it for " + Pulse.LOST_MILLIS / 1000 + " s");
        } else {
            link.sender().send(ControlMessages.ping());
        }
    }
}
