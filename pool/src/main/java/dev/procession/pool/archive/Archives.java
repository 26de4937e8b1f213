package dev.procession.pool.archive;

import dev.procession.core.channel.TransportProvider;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.LocalLauncher;
import dev.procession.core.launch.SpawnGuard;
import dev.procession.pool.parent.WorkerPool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Archives for the workers of one pool: whether there is one, and when one is made. */
public final class Archives {
    private static final System.Logger LOG = System.getLogger("dev.procession.pool");

    /**
     * How long a pool has to be open before an archive is made for the next: what has run for so long will hardly end before
     * two more workers have started, and who ends sooner never pays for an archive.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How long a call waits for other programs that make archives: some of them, one after the other. */
    private static final Duration OTHERS = Duration.ofMinutes(3);

    /** The transports for which this process has tried it. */
    private static final Set<String> TRIED = ConcurrentHashMap.newKeySet();

    private final ChildSpec worker;
    private final TransportProvider provider;

    /**
     * For one kind of worker.
     *
     * @param worker what the workers are, without an archive
     * @param provider their transport
     */
    public Archives(ChildSpec worker, TransportProvider provider) {
        this.worker = worker;
        this.provider = provider;
    }

    /**
     * Finds an archive that these workers can use.
     *
     * @return the archive; empty if there is none, or archives are switched off
     */
    public Optional<Archive> find() {
        try {
            OtherOptions.requireNone(worker);
            Path folder = ArchiveFolder.chosen();
            return Optional.of(
                    new ArchiveStore(folder).find(ArchiveKey.of(worker, provider), LocalLauncher.classPath(worker)));
        } catch (NoArchiveException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "workers start without a start-up archive: {0}", e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Has an archive made once the pool has been open for a while, in the background. Once for each transport; not inside
     * workers.
     *
     * @param pool the pool, just built, that found none
     */
    public void makeLater(WorkerPool pool) {
        if (SpawnGuard.depth() == 0 && !TRIED.contains(provider.name()) && isPossible()) {
            again(pool);
        }
    }

    private boolean isPossible() {
        try {
            OtherOptions.requireNone(worker);
            ArchiveFolder.chosen();
            ArchiveKey.of(worker, provider);
            return true;
        } catch (NoArchiveException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "no start-up archive will be made: {0}", e.getMessage());
            return false;
        }
    }

    private void again(WorkerPool pool) {
        Executor thread = work -> {
            Thread started = new Thread(work, "procession-archive");
            started.setDaemon(true);
            started.setContextClassLoader(worker.classLoader().orElse(null));
            started.start();
        };
        CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS, thread)
                .execute(() -> makeFor(pool));
    }

    private void makeFor(WorkerPool pool) {
        if (pool.isAtWork() && TRIED.add(provider.name())) {
            try {
                make(Duration.ZERO, false);
            } catch (NoArchiveException | RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "no start-up archive was made: {0}", e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else if (!pool.isOver() && !TRIED.contains(provider.name())) {
            again(pool);
        }
    }

    /**
     * Finds an archive, or makes one. Takes some seconds, or as long as other programs make theirs.
     *
     * @return the archive
     * @throws NoArchiveException if there is none, and none can be made
     * @throws InterruptedException if interrupted; nothing is left behind
     */
    public Archive prepare() throws NoArchiveException, InterruptedException {
        OtherOptions.requireNone(worker);
        TRIED.add(provider.name());
        Optional<Archive> there = find();
        return there.isPresent() ? there.get() : make(OTHERS, true);
    }

    private Archive make(Duration patience, boolean evenAfterFailure) throws NoArchiveException, InterruptedException {
        Path folder = ArchiveFolder.chosen();
        ArchiveKey key = ArchiveKey.of(worker, provider);
        ArchiveFolder.make(folder);
        ArchiveStore store = new ArchiveStore(folder);
        if (!evenAfterFailure && store.hasFailed(key)) {
            throw new NoArchiveException("none could be made lately");
        }
        try (FolderLock lock = FolderLock.take(store.folder(), patience)) {
            if (lock == null) {
                throw new NoArchiveException("another program is making one in " + folder);
            }
            Optional<Archive> madeMeanwhile = find();
            return madeMeanwhile.isPresent() ? madeMeanwhile.get() : train(key, store);
        } catch (IOException e) {
            throw new NoArchiveException(
                    "the folder " + folder + " cannot be written (" + e + "): name another by -D"
                            + ArchiveFolder.PROPERTY,
                    e);
        }
    }

    private Archive train(ArchiveKey key, ArchiveStore store) throws NoArchiveException, InterruptedException {
        Training training = new Training(key, worker, provider, store);
        Thread stop = atExit(training);
        try {
            return training.run();
        } catch (NoArchiveException e) {
            if (!training.isStopped()) {
                store.noteFailure(key, e.why());
            }
            throw e;
        } finally {
            forget(stop);
        }
    }

    /** A JVM that ends does not wait for a worker that writes an archive. */
    private static @Nullable Thread atExit(Training training) {
        Thread stop = new Thread(training::stop, "procession-archive-stop");
        try {
            Runtime.getRuntime().addShutdownHook(stop);
            return stop;
        } catch (IllegalStateException ending) {
            training.stop();
            return null;
        }
    }

    private static void forget(@Nullable Thread stop) {
        try {
            if (stop != null) {
                Runtime.getRuntime().removeShutdownHook(stop);
            }
        } catch (IllegalStateException ending) {
            // It runs, and finds nothing to stop.
        }
    }
}
