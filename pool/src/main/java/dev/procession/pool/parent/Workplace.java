package dev.procession.pool.parent;

import dev.procession.core.launch.LocalLauncher;
import dev.procession.core.launch.WorkerLauncher;

/** Where a pool's workers live. */
public interface Workplace {
    /**
     * What starts them.
     *
     * @return the launcher
     */
    WorkerLauncher launcher();

    /**
     * Where a worker's ledger stands.
     *
     * @param worker the worker's name
     * @return its place
     */
    LedgerPlace ledger(String worker);

    /** The pool has ended. Idempotent. */
    void close();

    /**
     * Processes of this machine.
     *
     * @param launcher what launches them
     * @return the place, whose lease of the launcher's folder begins here
     */
    static Workplace processes(LocalLauncher launcher) {
        return new LocalWorkplace(launcher, launcher.lease());
    }
}
