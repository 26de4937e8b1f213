package dev.procession.pool.parent;

import dev.procession.core.launch.ChildHandle;
import dev.procession.core.ledger.Ledger;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One of the pool's places for a worker: whoever fills it writes the same ledger file. Guarded by the roster's lock. */
final class WorkerSlot {
    private final String name;
    private final Path ledgerFile;
    private @Nullable Ledger ledger;
    private @Nullable ChildHandle child;
    private @Nullable Worker worker;

    WorkerSlot(String name, Path ledgerFile) {
        this.name = name;
        this.ledgerFile = ledgerFile;
    }

    String name() {
        return name;
    }

    Path ledgerFile() {
        return ledgerFile;
    }

    /** The cleared ledger, for a new worker; the one before is dead. */
    Ledger freshLedger() {
        Ledger fresh = ledger;
        if (fresh == null) {
            fresh = Ledger.create(ledgerFile);
            ledger = fresh;
        } else {
            fresh.reset();
        }
        return fresh;
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

    void empty() {
        worker = null;
        child = null;
    }
}
