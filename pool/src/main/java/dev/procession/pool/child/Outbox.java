package dev.procession.pool.child;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.error.ChannelException;
import dev.procession.core.ledger.Ledger;
import dev.procession.pool.protocol.ControlMessages;
import dev.procession.pool.protocol.ControlMessages.ResultsHead;
import dev.procession.pool.protocol.Protocol;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes on their way to the parent. Each is stored in the ledger the moment it is there, so that the worker's
 * death cannot lose it; sending is a matter of speed alone and happens for many at once.
 *
 * <p>The ledger's outbox has two halves. One is filled; the other waits until the parent has acknowledged all in it.
 */
final class Outbox {
    private final Ledger ledger;
    private final FrameSender sender;
    private final Progress progress;
    private final ByteSink mark = new ByteSink(16);

    /** Held while outcomes are sent, so that they leave in order. */
    private final ReentrantLock sending = new ReentrantLock();

    // Written by the task thread alone.
    private long nextItem = 1;
    private int half;

    // Guarded by sending.
    private long sentState;
    private long sentAt = System.nanoTime();

    /** The number of the first item whose outcome has not been sent. */
    private volatile long firstUnsent = 1;

    private volatile long busySince = System.nanoTime();

    private volatile boolean abandoned;

    Outbox(Ledger ledger, FrameSender sender, Progress progress) {
        this.ledger = ledger;
        this.sender = sender;
        this.progress = progress;
        ledger.restart(0, nextItem);
    }

    /** Tells that the task thread has just begun to work after a pause. */
    void workBegins() {
        busySince = System.nanoTime();
    }

    /** Whether outcomes wait to be sent. Task thread only. */
    boolean hasUnsent() {
        return nextItem != firstUnsent;
    }

    long unsentCount() {
        return nextItem - firstUnsent;
    }

    /** When outcomes were sent last, in {@link System#nanoTime} terms. */
    long lastSent() {
        return sentAt;
    }

    /** Stores the next item's outcome; the bytes of a large one are the channel's from then on. Task thread only. */
    void append(ByteSink outcome) {
        if (outcome.size() > Protocol.LARGE_OUTCOME_BYTES) {
            appendLarge(outcome);
        } else {
            publish(outcome);
        }
    }

    /** Outcomes from now on count for nothing: the item that runs is not to have one. */
    void abandon() {
        abandoned = true;
    }

    private void publish(ByteSink outcome) {
        if (abandoned) {
            throw new ChannelException("this worker was ended while it ran an item");
        }
        if (outcome.size() > Ledger.halfCapacity() - Ledger.bytes(ledger.published(half))) {
            turnOver();
        }
        ledger.publish(half, outcome.array(), outcome.size());
        nextItem++;
    }

    /** Announces the outcome, gives its bytes away when they are wanted, waits until they are safe with the parent. */
    private void appendLarge(ByteSink outcome) {
        long item = nextItem;
        mark.reset();
        mark.writeByte(Protocol.LARGE);
        mark.writeVarInt(outcome.size());
        publish(mark);
        send();
        progress.awaitGrant(item);
        sender.send(ControlMessages.body(item, ByteBuffer.wrap(outcome.array(), 0, outcome.size())));
        progress.awaitReceived(item);
    }

    private void turnOver() {
        sending.lock();
        try {
            send();
            int other = 1 - half;
            progress.awaitReceived(ledger.base(other) + Ledger.count(ledger.published(other)) - 1);
            ledger.restart(other, nextItem);
            half = other;
            sentState = 0;
        } finally {
            sending.unlock();
        }
    }

    /** Sends what has not been sent. Any thread. */
    void send() {
        sending.lock();
        try {
            Batch batch = unsent(false);
            if (batch != null) {
                sender.send(batch.frame());
                sent(batch);
            }
        } finally {
            sending.unlock();
        }
    }

    /**
     * Sends what has not been sent, if that needs no waiting. Any thread.
     *
     * @return false if something is left
     */
    boolean trySend() {
        return trySend(false);
    }

    /** Sends what has not been sent as the last that comes of this worker, if that needs no waiting. Any thread. */
    void trySendLast() {
        boolean unused = trySend(true); // or the parent reads it in the ledger
    }

    private boolean trySend(boolean last) {
        if (!sending.tryLock()) {
            return false;
        }
        try {
            Batch batch = unsent(last);
            if (batch == null) {
                return true;
            }
            boolean taken = sender.trySend(batch.frame());
            if (taken) {
                sent(batch);
            }
            return taken;
        } finally {
            sending.unlock();
        }
    }

    /**
     * Outcomes that leave together.
     *
     * @param state what is sent with them
     * @param end the number of the item behind them
     */
    private record Batch(long state, long end, List<ByteBuffer> frame) {}

    private @Nullable Batch unsent(boolean last) {
        long state = ledger.published(half);
        int items = Ledger.count(state) - Ledger.count(sentState);
        if (items == 0) {
            return null;
        }
        long first = ledger.base(half) + Ledger.count(sentState);
        byte[] outcomes = ledger.copy(half, Ledger.bytes(sentState), Ledger.bytes(state));
        long busy = Math.max(1, System.nanoTime() - Math.max(sentAt, busySince));
        List<ByteBuffer> frame =
                ControlMessages.results(new ResultsHead(first, items, busy, last), ByteBuffer.wrap(outcomes));
        return new Batch(state, first + items, frame);
    }

    private void sent(Batch batch) {
        sentState = batch.state();
        sentAt = System.nanoTime();
        firstUnsent = batch.end();
    }
}
