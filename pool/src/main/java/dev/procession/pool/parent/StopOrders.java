package dev.procession.pool.parent;

import dev.procession.core.ledger.Ledger;
import dev.procession.pool.protocol.ControlMessages;
import dev.procession.pool.protocol.ControlMessages.Cancel;
import dev.procession.pool.protocol.ControlMessages.ItemRange;
import dev.procession.pool.protocol.ControlMessages.Stack;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Tells one worker what it is not to run, or to stop, and takes its answer. What comes of that is up to the
 * {@link StopLadder}. Thread-safe.
 */
final class StopOrders {
    private final WorkerLink link;
    private final Ledger ledger;
    private volatile CompletableFuture<String> asked = new CompletableFuture<>();

    StopOrders(WorkerLink link, Ledger ledger) {
        this.link = link;
        this.ledger = ledger;
    }

    /**
     * Tells the worker that nobody wants these tasks any more: neighbours at once, and nothing of those that have all their
     * outcomes.
     *
     * @param tasks what it was sent, in that order
     */
    void cancel(List<PendingTask> tasks) {
        long received = link.router().received();
        long from = 0;
        long to = 0;
        long last = 0;
        for (PendingTask task : tasks) {
            long end = task.firstItem() + task.items();
            if (end - 1 > received) {
                if (task.firstItem() != to) {
                    forget(from, to);
                    from = task.firstItem();
                }
                to = end;
                last = Math.max(last, end - 1);
            }
        }
        forget(from, to);
        if (last > 0) {
            link.sender().flush();
            link.ladder().cancels(last);
        }
    }

    /** Nobody wants the items from one on up to before another, if there are any; the worker is told at the next flush. */
    void forget(long from, long to) {
        if (to > from) {
            ItemRange items = new ItemRange(from, (int) (to - from));
            link.sender().sendLater(ControlMessages.cancel(new Cancel(items, false)));
        }
    }

    /** Tells the worker to stop an item, whatever it was to do before. */
    void stopNow(long item) {
        link.sender().send(ControlMessages.cancel(new Cancel(new ItemRange(item, 1), false)));
    }

    /** Tells the worker to stop an item, and first to say where it is. */
    void stop(long item) {
        link.sender().send(ControlMessages.cancel(new Cancel(new ItemRange(item, 1), true)));
    }

    /**
     * Tells the worker to stop the item that it has entered last, and asks where it is.
     *
     * @return its stack; empty if it has left the item; never completed if the worker does not answer
     */
    CompletableFuture<String> stopAndAsk() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        asked = answer;
        stop(ledger.entered());
        return answer;
    }

    /** The worker says where an item is, or was. */
    void answered(Stack stack) {
        link.ladder().heard(stack);
        if (!stack.dump()) {
            asked.complete(stack.text());
        }
    }
}
