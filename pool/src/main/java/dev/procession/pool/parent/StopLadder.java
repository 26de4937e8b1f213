package dev.procession.pool.parent;

import dev.procession.core.ledger.Ledger;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.protocol.ControlMessages.Stack;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Stops what one worker should not be running any more: an item whose time is up, and one that nobody wants. First the
 * worker is told, which sets the item's flag and interrupts it; after a grace it is asked to end, after another one killed.
 * Before either, all that it has not entered is taken back, so that its end hits that item alone.
 *
 * <p>{@link #look} is called by the {@link LimitWatch} alone, the rest by any thread.
 */
final class StopLadder {
    /** What {@link #look} answers when there is nothing to look after. */
    static final long NEVER = Long.MIN_VALUE + 1;

    /** How long a worker may take to say where an item is whose time is up, and what its threads do. */
    private static final long STACK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** How long an outcome that stands in the ledger may take to arrive once the item's time is up. */
    private static final long ARRIVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** The shortest time between two looks: a limit is kept to this. */
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** The longest time between two looks after cancelled items that the worker has not passed. */
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final WorkerLink link;
    private final Ledger ledger;
    private final Graces graces;
    private final LimitWatch watch;
    private final Damage damage;
    private final long madeAt = System.nanoTime();

    // Guarded by this.
    private long timedThrough;
    private long leastLimit;
    private long cancelledThrough;
    private long cancelPause;

    /** The item whose time is up and whose sink has not been told. */
    private final AtomicReference<@Nullable Expired> expired = new AtomicReference<>();

    private volatile long settledAt = madeAt;

    // Of the watching thread.
    private Rung rung = Rung.NONE;
    private long stopping;
    private String why = "";
    private long climbAt;
    private long seen;
    private long seenAt;
    private long arriving;
    private long arrivingSince;

    /** How far one item has been brought to stop. */
    private enum Rung {
        NONE,
        TOLD,
        ASKED_TO_END,
        KILLED
    }

    /**
     * An item whose time is up.
     *
     * @param stackBy until when its stack and the thread dump are waited for
     * @param stack where it was; null if that is not known yet
     */
    private record Expired(
            PendingTask task,
            int position,
            long item,
            long stackBy,
            @Nullable String stack) {
        Expired at(String where) {
            return new Expired(task, position, item, stackBy, where);
        }
    }

    StopLadder(WorkerLink link, Ledger ledger, Graces graces, LimitWatch watch, Damage damage) {
        this.link = link;
        this.ledger = ledger;
        this.graces = graces;
        this.watch = watch;
        this.damage = damage;
    }

    /** Items with a limit are about to be sent, the last of them with this number. */
    void sends(long lastItem, long limitNanos) {
        synchronized (this) {
            leastLimit = isOutstanding(timedThrough) ? Math.min(leastLimit, limitNanos) : limitNanos;
            timedThrough = lastItem;
        }
        watch.begin(this, System.nanoTime() + limitNanos);
    }

    /** The worker was told that items are not wanted any more, the last of them with this number. */
    void cancels(long lastItem) {
        synchronized (this) {
            cancelledThrough = Math.max(cancelledThrough, lastItem);
            cancelPause = Math.max(LEAST_NANOS, graces.cancel().toNanos() / 4);
        }
        watch.begin(this, System.nanoTime());
    }

    private boolean isOutstanding(long item) {
        return item > link.router().received();
    }

    /** The worker says where an item was, and then what all threads did. */
    void heard(Stack stack) {
        Expired waiting = expired.get();
        if (waiting == null || waiting.item() != stack.item()) {
            return;
        }
        if (stack.dump() || stack.text().isEmpty()) {
            settle("it ended just then", stack.text());
        } else {
            boolean unused = expired.compareAndSet(waiting, waiting.at(stack.text()));
        }
    }

    /** An item whose time is up has ended. */
    void passed() {
        settle("it ended just then", "");
    }

    /** The worker has died. */
    void buried() {
        settle("its JVM did not answer before it ended", "");
    }

    /** Fails the item whose time is up, if there is one, with the thread dump, or with why its stack is unknown. */
    private void settle(String unknown, String dump) {
        Expired over = expired.getAndSet(null);
        if (over != null) {
            settledAt = System.nanoTime();
            try {
                over.task().sink().failed(over.task().index(over.position()), late(over, unknown, dump));
            } catch (Error e) {
                damage.cause = e; // nobody else tells it
                throw e;
            }
        }
    }

    private TaskTimeoutException late(Expired over, String unknown, String dump) {
        Duration limit = Duration.ofNanos(over.task().terms().limitNanos());
        String threads = dump.isEmpty() && over.stack() != null ? over.stack() : dump;
        String ofTask = threads.split("\n\n", 2)[0].stripTrailing();
        String stack = over.stack() == null && !ofTask.isEmpty() ? ofTask : over.stack();
        String where = stack == null ? "; where it was is not known: " + unknown : "; it was at\n" + ofTask;
        String message = link.worker() + " ran " + over.task().function().description()
                + " for longer than its limit of " + limit + ", and was told to stop" + where;
        return new TaskTimeoutException(
                message, limit, link.child().name(), link.child().pid(), stack, threads);
    }

    /** Does what is due; returns when to look again. */
    long look(long now) {
        if (link.sender().isSealed()) {
            buried();
            return NEVER;
        }
        Expired waiting = expired.get();
        if (waiting != null && now - waiting.stackBy() >= 0) {
            settle(
                    "its JVM did not answer within " + TimeUnit.NANOSECONDS.toMillis(STACK_NANOS)
                            + " ms, as one that was stopped or hangs in native code",
                    "");
            link.orders().stopNow(waiting.item());
            waiting = null;
        }
        long due = climb(now);
        return waiting == null || (due != NEVER && due - waiting.stackBy() < 0) ? due : waiting.stackBy();
    }

    private long climb(long now) {
        if (rung == Rung.ASKED_TO_END && now - climbAt >= 0) {
            rung = Rung.KILLED;
            link.child().kill();
        }
        if (rung == Rung.ASKED_TO_END || rung == Rung.KILLED) {
            return rung == Rung.KILLED ? NEVER : climbAt;
        }
        long running = ledger.entered();
        InFlight.Item item =
                running > link.router().received() ? link.inFlight().find(running) : null;
        if (item == null) {
            rung = Rung.NONE;
            return nextLook(now);
        }
        if (rung == Rung.TOLD && running == stopping) {
            long graceEnd = graceEnd(now);
            return now - graceEnd < 0 ? orNextLook(graceEnd, running, now) : askToEnd(item, now);
        }
        rung = Rung.NONE;
        return judge(item, running, now);
    }

    /** A worker interrupts an item when it has said where that is. */
    private long graceEnd(long now) {
        long end = (expired.get() == null ? settledAt : now) + graces.cancel().toNanos();
        return end - climbAt > 0 ? end : climbAt;
    }

    /** Whether what runs should not, and when that may change. */
    private long judge(InFlight.Item item, long running, long now) {
        PendingTask task = item.task();
        if (!task.isWanted()) {
            return told(running, now, "nobody waits for any more");
        }
        if (!task.terms().isTimed()) {
            return nextLook(now);
        }
        long over = startOf(running, now) + task.terms().limitNanos();
        if (now - over < 0) {
            return orNextLook(over, running, now);
        }
        if (ledger.holdsOutcomeOf(running) && isOnItsWay(running, now)) {
            return now + LEAST_NANOS;
        }
        InFlight.Item mine = ledger.entered() == running ? link.inFlight().claimEarly(running) : null;
        if (mine == null) {
            return now + LEAST_NANOS;
        }
        expired.set(new Expired(mine.task(), mine.position(), running, now + STACK_NANOS, null));
        link.orders().stop(running);
        return told(running, now, "was out of time");
    }

    /** Whether it may take a moment until the outcome of an item is here that has ended: this process may have stood still. */
    private boolean isOnItsWay(long item, long now) {
        if (arriving != item) {
            arriving = item;
            arrivingSince = now;
        }
        return now - arrivingSince < ARRIVAL_NANOS;
    }

    private long told(long item, long now, String reason) {
        rung = Rung.TOLD;
        why = reason;
        stopping = item;
        climbAt = now + graces.cancel().toNanos();
        return orNextLook(climbAt, item, now);
    }

    /** By its own clock, which on most systems is ours; else when we first saw it running. */
    private long startOf(long item, long now) {
        if (seen != item) {
            seen = item;
            seenAt = now;
        }
        long started = ledger.started();
        return started - madeAt >= 0 && now - started >= 0 ? started : seenAt;
    }

    private long askToEnd(InFlight.Item item, long now) {
        if (!link.takeBack().condemn(stopping)) {
            rung = Rung.NONE; // it has stopped by itself
            return now;
        }
        PoolLog.log(
                System.Logger.Level.INFO,
                link.worker() + " is ended and replaced: it runs "
                        + item.task().function().description() + ", which " + why + " and did not stop within "
                        + graces.cancel());
        rung = Rung.ASKED_TO_END;
        climbAt = now + graces.kill().toNanos();
        link.child().terminate();
        return climbAt;
    }

    /** The earlier one: what waits behind the item that runs may begin any moment, and be due before that would have been. */
    private synchronized long orNextLook(long due, long running, long now) {
        if (timedThrough <= running && cancelledThrough <= running) {
            return due;
        }
        long next = nextLook(now);
        return next != NEVER && next - due < 0 ? next : due;
    }

    /** When something that the worker has can be due, though nothing is that it runs now. */
    private synchronized long nextLook(long now) {
        long wait = isOutstanding(timedThrough) ? Math.max(LEAST_NANOS, leastLimit) : Long.MAX_VALUE;
        if (isOutstanding(cancelledThrough)) {
            wait = Math.min(wait, cancelPause);
            cancelPause = Math.min(MOST_NANOS, 2 * cancelPause);
        }
        return wait == Long.MAX_VALUE ? NEVER : now + wait;
    }
}
