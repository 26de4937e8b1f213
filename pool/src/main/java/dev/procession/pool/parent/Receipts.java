package dev.procession.pool.parent;

import dev.procession.pool.protocol.ControlMessages;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells one worker up to which item its outcomes have come, so that it can clear them from its ledger: along with the next
 * tasks, or alone when they have grown. Thread-safe.
 */
final class Receipts {
    /** Outcomes of this many bytes are acknowledged at the latest: a quarter of what a worker can store unacknowledged. */
    private static final int MOST_BYTES = 16 << 10;

    private final ResultRouter router;
    private final WorkerSender sender;

    /** How many bytes have come since the last receipt. */
    private final AtomicInteger owed = new AtomicInteger();

    Receipts(ResultRouter router, WorkerSender sender) {
        this.router = router;
        this.sender = sender;
    }

    /** Outcomes of so many bytes were routed. */
    void owe(int bytes) {
        owed.addAndGet(bytes);
    }

    /** Sends a receipt alone, if too much has come since the last one. */
    void sendIfDue() {
        if (owed.get() >= MOST_BYTES) {
            send();
        }
    }

    /** Sends a receipt alone. */
    void send() {
        sender.send(ControlMessages.ack(sendAlong()));
    }

    /** What a frame that is about to be sent says: the outcomes of all items up to this number have come. */
    long sendAlong() {
        owed.set(0);
        return router.received();
    }
}
