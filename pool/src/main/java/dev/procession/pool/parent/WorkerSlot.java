package dev.procession.pool.parent;

import dev.procession.core.launch.ChildHandle;
import dev.procession.core.ledger.Ledger;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One of the pool's places for a worker: whoever fills it has its ledger there. Guarded by the places' lock. */
final class WorkerSlot {
    private static final long FIRST_WAIT_MILLIS = 100;
    private static final long LONGEST_WAIT_MILLIS = 5_000;
    private static final int MOST_DOUBLINGS = 6;
    private static final int MOST_HOPEFUL = 2;
    private static final long OVERDUE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What a place is for. */
    enum Role {
        /** Its worker takes tasks; when it dies, the place is filled again. */
        MEMBER,
        /** Its worker waits to take the place of another. */
        STANDBY,
        /** Its worker is let go, and the place with it. */
        LEAVING
    }

    private final int number;
    private final String name;
    private final Starter starter;
    private final LedgerPlace ledger;
    private Role role = Role.MEMBER;
    private boolean filled;
    private boolean wearing;
    private boolean due;
    private int fillings;
    private boolean planned;
    private long fillAt;
    private @Nullable ChildHandle child;
    private @Nullable Worker worker;
    private int infants;

    /**
     * A place.
     *
     * @param number which one of its kind
     * @param ledger where that of its workers stands
     */
    WorkerSlot(int number, String name, Starter starter, LedgerPlace ledger) {
        this.number = number;
        this.name = name;
        this.starter = starter;
        this.ledger = ledger;
    }

    int number() {
        return number;
    }

    String name() {
        return name;
    }

    Starter starter() {
        return starter;
    }

    /** Where the ledger is, as the worker is told it; empty if it has none. */
    String ledgerPath() {
        return ledger.address();
    }

    /** Whether the workers here are processes that this one starts. */
    boolean isLocal() {
        return !ledger.address().isEmpty();
    }

    /**
     * The cleared ledger, for a new worker; the one before is dead. For whoever has begun to fill this place, who is alone
     * with that: no lock is held while the file is made.
     */
    Ledger freshLedger() {
        return ledger.fresh();
    }

    Role role() {
        return role;
    }

    void takeOn(Role other) {
        role = other;
    }

    /** Whether a worker is being started here, is here, or is not buried yet. */
    boolean isFilled() {
        return filled;
    }

    /** Whether its worker, which takes tasks, will soon have done all that it may. */
    boolean isWearing() {
        return wearing;
    }

    void wears() {
        wearing = true;
    }

    /** Whether its worker is to go as soon as another one can take its place. */
    boolean isDue() {
        return due;
    }

    void isToGo() {
        due = true;
    }

    /** The place is to be filled, now or later. Returns the number to be shown then. */
    int nextFilling(long waitMillis) {
        planned = true;
        fillAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        return ++fillings;
    }

    /** Whether the place was to be filled a while ago, and nobody has begun to. */
    boolean isOverdue(long now) {
        return planned && !filled && now - fillAt > OVERDUE_NANOS;
    }

    /** A worker is about to be started here. Returns false if something else was decided since that number was given. */
    boolean beginFilling(int filling) {
        if (filled || filling != fillings) {
            return false;
        }
        filled = true;
        planned = false;
        return true;
    }

    /** The process that fills this place, from its launch on. */
    @Nullable
    ChildHandle child() {
        return child;
    }

    void launched(ChildHandle launched) {
        child = launched;
    }

    /** The worker that fills this place, once it can take tasks. */
    @Nullable
    Worker worker() {
        return worker;
    }

    /** Whether this one still fills it. */
    boolean holds(Worker one) {
        return one.equals(worker);
    }

    void filledBy(Worker ready) {
        worker = ready;
    }

    /**
     * How long this place stays empty after its worker has gone.
     *
     * @param infant whether that one had not lived to do anything
     * @return in milliseconds: 0 after the first such, then 100, 200, 400 and so on
     */
    long nextWait(boolean infant) {
        infants = infant ? infants + 1 : 0;
        return infants <= 1
                ? 0
                : Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS << Math.min(infants - 2, MOST_DOUBLINGS));
    }

    /**
     * Whether a start is under way here that may succeed, for all that is known: not if more than one before it have failed
     * in a row.
     */
    boolean isHopeful() {
        return isLocal() && filled && infants < MOST_HOPEFUL;
    }

    void empty() {
        worker = null;
        child = null;
        filled = false;
        wearing = false;
        due = false;
    }

    /** Nothing that was planned for this place happens any more; it may be used again. */
    void release() {
        empty();
        fillings++;
        planned = false;
        infants = 0;
        role = Role.MEMBER;
    }
}
