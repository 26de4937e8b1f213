package dev.procession.pool.parent;

import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.Codecs;
import dev.procession.core.codec.ThrowableCodec;
import dev.procession.core.error.ProtocolException;
import dev.procession.pool.protocol.ControlMessages.ResultsHead;
import dev.procession.pool.protocol.Protocol;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Gives each outcome of one worker to the sink of its task. Decodes the tagged fast path; everything else goes to the sink
 * as bytes, for no user code may run here. Used by one thread at a time: the transport's, and after its end the
 * undertaker's.
 */
final class ResultRouter {
    private final InFlight inFlight;
    private final Codecs codecs;
    private final ThrowableCodec throwables;
    private final Window window;
    private final OpenTasks open;
    private final String worker;
    private final StopLadder ladder;
    private final Damage damage;
    private long awaitedBody;

    /** Written by the one thread that routes. */
    private final AtomicLong received = new AtomicLong();

    /** Written by the one thread that routes. */
    private final AtomicLong done = new AtomicLong();

    private int settledItems;
    private int finishedTasks;
    private boolean anyErrand;

    ResultRouter(
            InFlight inFlight,
            Codecs codecs,
            Window window,
            OpenTasks open,
            String worker,
            StopLadder ladder,
            Damage damage) {
        this.inFlight = inFlight;
        this.codecs = codecs;
        throwables = new ThrowableCodec(codecs);
        this.window = window;
        this.open = open;
        this.worker = worker;
        this.ladder = ladder;
        this.damage = damage;
    }

    /** All items up to this number have had their outcome. */
    long received() {
        return received.get();
    }

    /** How many tasks the worker has run to an end; whoever has the outcome of one sees it counted. */
    long done() {
        return done.get();
    }

    private void countDone(PendingTask task) {
        if (!task.isErrand()) {
            done.setRelease(done.getPlain() + 1);
        }
    }

    /**
     * Routes outcomes; those that came before are stepped over.
     *
     * @return the number of an item whose large outcome is to be granted, or 0
     */
    long route(ResultsHead head, ByteSource outcomes) {
        long before = received.get();
        if (head.firstItem() > before + 1 || head.items() < 0) {
            throw new ProtocolException("outcomes from item " + head.firstItem() + " on came from " + worker + ", item "
                    + (before + 1) + " is next");
        }
        int known = (int) Math.min(head.items(), before + 1 - head.firstItem());
        for (int i = 0; i < known; i++) {
            stepOver(outcomes);
        }
        int left = head.items() - known;
        while (left > 0 && awaitedBody == 0) {
            left -= next(outcomes, left);
        }
        report(head.busyNanos());
        return awaitedBody;
    }

    private void report(long busyNanos) {
        int finished = finishedTasks;
        window.settled(settledItems, anyErrand ? 0 : busyNanos); // how long an errand took tells nothing of tasks
        settledItems = 0;
        anyErrand = false;
        finishedTasks = 0;
        open.settled(finished);
    }

    /** Routes the large outcome that was granted. */
    void routeBody(long item, ByteSource outcome) {
        if (item != awaitedBody) {
            throw new ProtocolException("the large outcome of item " + item + " came from " + worker + ", that of "
                    + awaitedBody + " was granted");
        }
        awaitedBody = 0;
        int unused = next(outcome, 1);
        report(0);
    }

    private void stepOver(ByteSource outcomes) {
        switch (outcomes.peekByte()) {
            case Protocol.SKIPPED -> outcomes.readByte();
            case Protocol.LARGE -> {
                outcomes.readByte();
                outcomes.readVarInt();
            }
            default -> slice(outcomes);
        }
    }

    /**
     * Routes outcomes to the items that are next, as far as these are of one task.
     *
     * @param most how many outcomes there are
     * @return how many were routed: those before a large one that is announced, which then is {@link #awaitedBody}
     */
    private int next(ByteSource outcomes, int most) {
        InFlight.Next next = inFlight.claim(most);
        if (next == null) {
            throw new ProtocolException("an outcome of item " + (received.get() + 1) + " came from " + worker
                    + ", which was sent no such item");
        }
        int routed = 0;
        try {
            while (routed < next.items() && awaitedBody == 0) {
                if (outcomes.peekByte() == Protocol.LARGE) {
                    awaitedBody = received.getPlain() + 1;
                } else {
                    one(next, routed, outcomes);
                    received.setRelease(received.getPlain() + 1);
                    routed++;
                }
            }
        } finally {
            advance(next, routed); // what was handed on is never handed on again, also when the next is beyond reading
        }
        return routed;
    }

    private void advance(InFlight.Next next, int routed) {
        settledItems += next.recalled() ? 0 : routed;
        if (inFlight.advance(routed) && !next.recalled()) {
            window.finished(next.task());
            anyErrand |= next.task().isErrand();
            finishedTasks += next.task().isErrand() ? 0 : 1;
        }
    }

    private void one(InFlight.Next next, int which, ByteSource outcomes) {
        if (next.recalled()) {
            stepOverSkipped(next.task().firstItem() + next.position() + which, outcomes);
        } else if (next.voided()) {
            ladder.passed();
            countDone(next.task());
            stepOver(outcomes);
        } else {
            deliver(next.task(), next.task().index(next.position() + which), outcomes);
        }
    }

    /** An item that was taken back has its outcome from elsewhere. */
    private void stepOverSkipped(long item, ByteSource outcomes) {
        if (outcomes.readByte() != Protocol.SKIPPED) {
            throw new ProtocolException("an outcome of item " + item + " came from " + worker
                    + ", which was to skip it: it was taken back and runs elsewhere");
        }
        window.skipped(item);
    }

    private void deliver(PendingTask task, int index, ByteSource outcomes) {
        int start = outcomes.position();
        int tag = outcomes.peekByte();
        if (tag == Protocol.SKIPPED) {
            outcomes.readByte();
            task.sink().failed(index, EncodedOutcome.terminated());
        } else if (tag != Protocol.FAILED && codecs.isFast(outcomes)) {
            @Nullable Object value = codecs.decode(outcomes, task.function().results());
            countDone(task);
            hand(task, index, value, outcomes.position() - start);
        } else {
            ByteBuffer bytes = slice(outcomes);
            EncodedOutcome outcome = new EncodedOutcome(bytes, codecs, task.function(), worker);
            countDone(task);
            hand(task, index, outcome, bytes.remaining());
        }
    }

    /** Where this is cut off, nobody knows whether the outcome has arrived. */
    private void hand(PendingTask task, int index, @Nullable Object outcome, int bytes) {
        try {
            if (outcome instanceof EncodedOutcome encoded) {
                task.sink().arrived(index, encoded, bytes);
            } else {
                task.sink().succeeded(index, outcome, bytes);
            }
        } catch (Error e) {
            damage.cause = e;
            throw e;
        }
    }

    /** Cuts out one value or failure. */
    private ByteBuffer slice(ByteSource outcomes) {
        int start = outcomes.position();
        if (outcomes.peekByte() == Protocol.FAILED) {
            outcomes.readByte();
            throwables.skip(outcomes);
        } else {
            codecs.skip(outcomes);
        }
        int length = outcomes.position() - start;
        outcomes.position(start);
        return outcomes.slice(length);
    }
}
