package dev.procession.pool.parent;

import dev.procession.core.classes.ClassSource;
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

    /**
     * Told once, before the first worker is launched: the classes of functions that are not on the class path.
     *
     * @param source knows them, those of later functions too
     */
    default void classes(ClassSource source) {
        // Processes ask for them by their channel.
    }

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
