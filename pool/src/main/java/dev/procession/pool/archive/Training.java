package dev.procession.pool.archive;

import dev.procession.core.DebugMode;
import dev.procession.core.OutputListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.error.ProcessionException;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.ChildSpecBuilder;
import dev.procession.core.launch.JavaHome;
import dev.procession.core.launch.LocalLauncher;
import dev.procession.pool.parent.Graces;
import dev.procession.pool.parent.Hooks;
import dev.procession.pool.parent.PoolSettings;
import dev.procession.pool.parent.Purpose;
import dev.procession.pool.parent.Staffing;
import dev.procession.pool.parent.WorkerPool;
import dev.procession.pool.protocol.WorkerSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Makes an archive by two workers, one after the other. The first, with the class path of the real ones, notes which jars its
 * classes come from. The second has these jars alone as its class path, for the JVM archives only what comes from a class
 * path of jars that is the head of that of later JVMs; it writes the archive when it ends.
 */
final class Training {
    /** A worker that does nothing needs seconds, on a machine that is busy many. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ArchiveKey key;
    private final ChildSpec worker;
    private final TransportProvider provider;
    private final ArchiveStore store;
    private @Nullable WorkerPool pool;
    private boolean stopped;

    /**
     * A training, not begun.
     *
     * @param worker what the real workers are
     */
    Training(ArchiveKey key, ChildSpec worker, TransportProvider provider, ArchiveStore store) {
        this.key = key;
        this.worker = worker;
        this.provider = provider;
        this.store = store;
    }

    /**
     * Makes the archive, under the lock of the folder. Takes some seconds.
     *
     * @throws NoArchiveException if it cannot be made
     */
    Archive run() throws NoArchiveException, InterruptedException {
        store.clear();
        Path written = store.unfinished(key);
        Path log = store.unfinished(key);
        try {
            List<Path> classPath = LocalLauncher.classPath(worker);
            start(worker.classPath(), ClassLog.option(log));
            List<Path> jars = jars(ClassLog.used(log, classPath, key.own()), classPath);
            ArchiveIndex unwritten = index(jars, classPath);
            start(jars, "-XX:ArchiveClassesAtExit=" + written);
            return install(written, unwritten);
        } catch (IOException | ExecutionException | ProcessionException e) {
            throw new NoArchiveException("the training failed: " + e, e);
        } finally {
            delete(log);
            delete(written);
        }
    }

    /** The class path of the second worker: what was used, and whatever else a worker gets in any case. */
    private List<Path> jars(List<Path> used, List<Path> classPath) throws NoArchiveException {
        List<Path> jars = LocalLauncher.classPath(trainee(used));
        for (Path jar : jars) {
            if (!Files.isRegularFile(jar) || !classPath.contains(jar)) {
                throw new NoArchiveException(
                        "workers need classes from " + jar + ", which is no jar of their class path");
            }
        }
        return jars;
    }

    private ArchiveIndex index(List<Path> jars, List<Path> classPath) throws IOException, NoArchiveException {
        List<FileStamp> stamps = new ArrayList<>();
        for (Path jar : jars) {
            stamps.add(FileStamp.of(jar));
        }
        Set<String> packages = Shadows.packages(jars);
        Shadows shadows = new Shadows(jars, packages);
        Set<FileStamp> harmless = new HashSet<>();
        for (Path entry : Shadows.overtaken(classPath, jars)) {
            String shadow = shadows.in(entry);
            if (!shadow.isEmpty()) {
                throw new NoArchiveException(
                        entry + " has a " + shadow
                                + " of its own, and stands before another jar of the workers' that has one: the order has to stay");
            }
            if (Files.isRegularFile(entry)) {
                harmless.add(FileStamp.of(entry));
            }
        }
        return new ArchiveIndex(key.javaHome(), 0, 0, stamps, packages, harmless);
    }

    private Archive install(Path written, ArchiveIndex index) throws IOException, NoArchiveException {
        if (!Files.exists(written)) {
            throw new NoArchiveException(
                    "the JVM wrote no archive; a class path of jars alone is needed, without module"
                            + " options, agents and patches");
        }
        Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-------"));
        ArchiveIndex whole = new ArchiveIndex(
                index.javaHome(),
                Files.size(written),
                ArchiveStore.checksum(written),
                index.jars(),
                index.packages(),
                index.harmless());
        if (!whole.isCurrent()) {
            throw new NoArchiveException("a jar was changed meanwhile");
        }
        return store.install(key, written, whole);
    }

    private ChildSpec trainee(List<Path> classPath, String... options) {
        int javaVersion = JavaHome.featureVersion(worker.javaHome().orElse(null));
        List<String> jvmOptions = Archive.silence(javaVersion);
        jvmOptions.addAll(List.of(options));
        ChildSpecBuilder spec = ChildSpec.builder("trainee", WorkerSetup.PROGRAM)
                .classLoader(worker.classLoader().orElse(null))
                .needs(worker.needed().toArray(Class<?>[]::new))
                .programOptions(provider.childOptions(javaVersion))
                .jvmOptions(jvmOptions)
                .maxHeapBytes(LocalLauncher.defaultHeapBytes(1))
                .classPath(classPath)
                .debug(DebugMode.OFF)
                .output(OutputListener.discarding());
        worker.javaHome().ifPresent(spec::javaHome);
        return spec.build();
    }

    private void start(List<Path> classPath, String option)
            throws NoArchiveException, InterruptedException, ExecutionException {
        ChildSpec trainee = trainee(classPath, option);
        PoolSettings settings = new PoolSettings(
                Staffing.of(1),
                ChannelOptions.defaults(),
                trainee,
                trainee,
                List.of(),
                LIMIT,
                LIMIT,
                Hooks.NONE,
                Graces.DEFAULTS,
                Purpose.TRAINING);
        WorkerPool started = begin(settings);
        try (started) {
            TrainingTasks.run(started);
        } finally {
            synchronized (this) {
                pool = null;
            }
        }
    }

    private synchronized WorkerPool begin(PoolSettings settings) throws NoArchiveException {
        if (stopped) {
            throw new NoArchiveException("this JVM ends");
        }
        WorkerPool started = WorkerPool.start(settings, provider, LocalLauncher.shared());
        pool = started;
        return started;
    }

    /** Ends it at once, by another thread. */
    void stop() {
        WorkerPool running;
        synchronized (this) {
            stopped = true;
            running = pool;
        }
        if (running != null) {
            running.terminate();
        }
    }

    /** Whether it was told to stop: then its failure says nothing. */
    synchronized boolean isStopped() {
        return stopped;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Cleared at the next training.
        }
    }
}
