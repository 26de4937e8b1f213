package dev.procession.pool.parent;

import dev.procession.pool.protocol.ControlMessages;
import dev.procession.pool.protocol.Pulse;

/**
 * Whether one worker is still there. One that shares our ledger is asked for a word while it has something to do and is
 * silent; one that does not may be anywhere, so both sides send words all the time, and a silent one is lost. Thread-safe.
 */
final class LifeSigns {
    private final WorkerLink link;
    private final boolean isNear;
    private final SilenceWatch silence;
    private final Pulse pulse = new Pulse();

    LifeSigns(WorkerLink link) {
        this.link = link;
        isNear = link.sharesLedger();
        silence = new SilenceWatch(this::isBusy, this::askForAWord);
    }

    private boolean isBusy() {
        return link.window().isAnySent() && !link.ended().isDone();
    }

    private void askForAWord() {
        link.sender().send(ControlMessages.pingForAnswer());
    }

    /** Called every now and then: a worker that shares our ledger is asked for a word if it is silent. */
    void look() {
        if (isNear) {
            silence.look();
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
