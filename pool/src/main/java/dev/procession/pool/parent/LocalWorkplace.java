package dev.procession.pool.parent;

import dev.procession.core.launch.LocalLauncher;
import dev.procession.core.launch.WorkerLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Processes of this machine. Their ledgers go with the pool; the folder that holds them stays while another pool needs it. */
final class LocalWorkplace implements Workplace {
    private static final System.Logger LOG = System.getLogger("dev.procession.pool");

    private final LocalLauncher launcher;
    private final LocalLauncher.Lease lease;
    private final Queue<Path> ledgers = new ConcurrentLinkedQueue<>();

    LocalWorkplace(LocalLauncher launcher, LocalLauncher.Lease lease) {
        this.launcher = launcher;
        this.lease = lease;
    }

    @Override
    public WorkerLauncher launcher() {
        return launcher;
    }

    @Override
    public LedgerPlace ledger(String worker) {
        Path file = launcher.folder().resolve(worker + ".ledger");
        ledgers.add(file);
        return LedgerPlace.file(file);
    }

    @Override
    public void close() {
        for (Path file = ledgers.poll(); file != null; file = ledgers.poll()) {
            remove(file);
        }
        lease.close();
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, file + " stays until the last pool is closed", e);
        }
    }
}
