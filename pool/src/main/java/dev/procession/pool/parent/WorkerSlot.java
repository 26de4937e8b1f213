package dev.procession.pool.parent;

import dev.procession.core.launch.ChildHandle;
import dev.procession.core.ledger.Ledger;
import org.jspecify.annotations.Nullable;

/** One of the pool's places for a worker: whoever fills it has its ledger there. Guarded by the roster's lock. */
final class WorkerSlot {
    private static final long FIRST_WAIT_MILLIS = 100;
    private static final long LONGEST_WAIT_MILLIS = 5_000;
    private static final int MOST_DOUBLINGS = 6;

    private final String name;
    private final Starter starter;
    private final LedgerPlace ledger;
    private @Nullable ChildHandle child;
    private @Nullable Worker worker;
    private int infants;

    /**
     * A place.
     *
     * @param ledger where that of its workers stands
     */
    WorkerSlot(String name, Starter starter, LedgerPlace ledger) {
        this.name = name;
        this.starter = starter;
        this.ledger = ledger;
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

    /** The cleared ledger, for a new worker; the one before is dead. */
    Ledger freshLedger() {
        return ledger.fresh();
    }

    /** The process that fills this place, from its launch on. */
    @Nullable
    ChildHandle child() {
        return child;
    }

    void launched(ChildHandle launched) {
        child = launched;
    }

    /** The worker that fills this place, once it takes tasks. */
    @Nullable
    Worker worker() {
        return worker;
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

    void empty() {
        worker = null;
        child = null;
    }
}
