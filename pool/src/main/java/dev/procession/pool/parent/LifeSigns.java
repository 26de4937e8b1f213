package dev.procession.pool.parent;

import dev.procession.pool.protocol.ControlMessages;
import dev.procession.pool.protocol.Pulse;
import java.util.concurrent.TimeUnit;

/**
 * Whether one worker is still there. One that shares our ledger is asked for a word while it has something to do and is
 * silent; one that does not may be anywhere, so both sides send words all the time, and a silent one is lost. Thread-safe.
 */
final class LifeSigns {
    private static final long PING_NANOS = TimeUnit.MILLISECONDS.toNanos(Pulse.EVERY_MILLIS);

    private final WorkerLink link;
    private final boolean isNear;
    private final SilenceWatch silence;
    private final Pulse pulse = new Pulse();
    private long pingedAt = System.nanoTime();

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

    /** Called every now and then: asks a near worker for a word if it is silent; shows a far one that we are there. */
    void look() {
        if (isNear) {
            silence.look();
        } else if (System.nanoTime() - pingedAt >= PING_NANOS) {
            pingedAt = System.nanoTime();
            ping();
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
    private void ping() {
        if (pulse.isLost()) {
            link.fail("nothing was heard of it for " + Pulse.LOST_MILLIS / 1000 + " s");
        } else {
            link.sender().send(ControlMessages.ping());
        }
    }
}
