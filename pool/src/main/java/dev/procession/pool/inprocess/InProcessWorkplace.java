package dev.procession.pool.inprocess;

import dev.procession.core.classes.ClassSource;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.WorkerLauncher;
import dev.procession.core.ledger.Ledger;
import dev.procession.pool.parent.LedgerPlace;
import dev.procession.pool.parent.Workplace;
import dev.procession.pool.protocol.WorkerSetup;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where workers are threads, with ledgers in memory. Thread-safe. */
public final class InProcessWorkplace implements Workplace, WorkerLauncher {
    /** The ledger of each place, under the name of its worker. */
    private final Map<String, Ledger> ledgers = new ConcurrentHashMap<>();

    private volatile ClassSource classes = new ClassSource();

    /** A place for one pool. */
    public InProcessWorkplace() {}

    @Override
    public WorkerLauncher launcher() {
        return this;
    }

    /** One anew for each worker: a thread that heeds no interrupt may still write the one before. */
    @Override
    public LedgerPlace ledger(String worker) {
        return new LedgerPlace() {
            @Override
            public Ledger fresh() {
                Ledger fresh = Ledger.inMemory();
                ledgers.put(worker, fresh);
                return fresh;
            }

            @Override
            public String address() {
                return worker;
            }
        };
    }

    @Override
    public void classes(ClassSource source) {
        classes = source;
    }

    @Override
    public LinkToBe prepareLink() {
        return new NoLink();
    }

    @Override
    public ChildHandle launch(ChildSpec spec, LinkToBe link) {
        Ledger ledger = ledgers.get(WorkerSetup.read(spec.payload()).ledger());
        if (ledger == null) {
            throw new IllegalArgumentException("no ledger was made for " + spec.name() + " in this workplace");
        }
        InProcessChild child = new InProcessChild(spec, link, ledger, classes);
        child.start();
        return child;
    }

    @Override
    public void close() {
        ledgers.clear();
    }
}
