package dev.procession.core.launch.internal.supervise;

/** Clears up after runs of this user that ended so hard that not even their supervisor could. */
final class Sweep {
    private static final System.Logger LOG = System.getLogger("dev.procession.core.launch");

    private Sweep() {}

    /** Kills what carries a cookie of an ended run and removes that run's folder. */
    static void run(RunId self) {
        try {
            for (RunFolder.Stale stale : RunFolder.stale(self)) {
                int killed = Marked.kill(Run.cookieStart(stale.run()));
                RunFolder.delete(stale.folder());
                LOG.log(
                        System.Logger.Level.DEBUG,
                        "Swept {0}: its JVM had ended without clearing up; {1} processes killed",
                        stale.folder(),
                        killed);
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "Sweeping after ended runs failed", e);
        }
    }
}
