package dev.procession.pool.parent;

import dev.procession.core.codec.Codecs;
import dev.procession.core.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes back what one worker has not started, for others to run: what it was sent through the ledger, which says what it
 * has not entered, and all that was not sent. Thread-safe; whoever is at turn ({@link SendTurn}) does it.
 */
final class TakeBack {
    /** How long a recall may take at the most: what is sent meanwhile never blocks. */
    private static final long RECALL_NANOS = 50_000_000;

    private final WorkerLink link;
    private final Ledger ledger;
    private final Codecs codecs;
    private final OpenTasks open;
    private final Dispatcher dispatcher;
    private final Damage damage;
    private final AtomicBoolean asked = new AtomicBoolean();

    TakeBack(WorkerLink link, Ledger ledger, PoolEngine engine) {
        this.link = link;
        this.ledger = ledger;
        codecs = engine.codecs();
        open = engine.open();
        dispatcher = engine.dispatcher();
        damage = engine.damage();
    }

    /** Takes back what the worker has not started; another thread may be at it when this returns. */
    void recall() {
        asked.set(true);
        link.sender().flush();
    }

    /** Waits until a {@link #recall} is done, which another thread may be at; a link that is too busy for it is left alone. */
    void awaitRecalled() {
        link.sender().turn().awaitFree(RECALL_NANOS);
    }

    /** Does what {@link #recall} asked for. By whoever is at turn. */
    void recallIfAsked() {
        if (asked.getAndSet(false)) {
            recallNow();
        }
    }

    private void recallNow() {
        if (link.sender().isDrained()) {
            return;
        }
        open.opened(1); // so that nobody finds none open in between
        try {
            bringBack();
        } catch (Error e) {
            damage.cause = e; // what was taken back and did not get here is nowhere
            throw e;
        }
        open.settled(1);
    }

    private void bringBack() {
        Window window = link.window();
        List<PendingTask> back = new ArrayList<>();
        for (InFlight.Recalled recalled :
                link.inFlight().recall(ledger, link.runs().lastItem(), window)) {
            Span span = recalled.span();
            PendingTask task = span.task();
            List<PendingTask> parts = task.parts(codecs, span, task.attempts(), window.itemsPerTarget());
            open.opened(parts.size() - (recalled.rest() ? 1 : 0));
            back.addAll(parts);
        }
        dispatcher.takeBack(back, link.runs());
    }

    /**
     * Takes back all but the item that the worker runs, and sends nothing any more, so that the worker's end hits that item
     * alone. Waits for a send that is under way; those never block.
     *
     * @param item the one that it may be running
     * @return whether it runs that; if not, it goes on as before
     */
    boolean condemn(long item) {
        WorkerSender sender = link.sender();
        boolean hit = sender.turn().alone(() -> {
            link.runs().bar(true);
            recallNow();
            boolean runs = ledger.entered() == item && link.router().received() < item;
            link.runs().bar(runs);
            return runs;
        });
        if (!hit) {
            sender.madeRoom();
            sender.flush();
        }
        return hit;
    }
}
