package dev.procession.pool;

import dev.procession.pool.archive.Archive;
import dev.procession.pool.archive.NoArchiveException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The start-up archive of one transport: classes of Procession and its libraries in the JVM's own format, with which workers
 * start in about half the time. Pools find and use archives by themselves, and have one made in the background when they have
 * been open for some seconds; who cannot wait for that, in the build of a container image for instance, makes it here.
 *
 * <p>They are kept in {@code $XDG_CACHE_HOME/procession}, by default {@code ~/.cache/procession}; the system property {@code
 * procession.archive}, or else the environment variable {@code PROCESSION_ARCHIVE}, names another folder, or says {@code
 * off}. More: {@code docs/startup.md}.
 */
public final class StartupArchive {
    private final @Nullable Path file;
    private final String reason;

    private StartupArchive(@Nullable Path file, String reason) {
        this.file = file;
        this.reason = reason;
    }

    /**
     * Makes the archive for workers of a transport on this JVM's own Java and class path, unless it is there already. Takes
     * some seconds; waits, for minutes at the most, while other programs make archives in the same folder.
     *
     * @param transport for instance {@code pipe}
     * @return the archive, or why there is none; that workers start more slowly is no error
     * @throws dev.procession.core.error.TransportException if the transport is unknown or cannot work here
     * @throws dev.procession.core.error.ProcessionException with code {@code SPAWN_BOMB} in a worker that is decoding a
     *     task or initialising a class
     * @throws InterruptedException if interrupted while waiting
     */
    public static StartupArchive prepare(String transport) throws InterruptedException {
        try {
            Archive archive =
                    ProcessPool.builder().transport(transport).archives().prepare();
            return new StartupArchive(archive.file(), "");
        } catch (NoArchiveException e) {
            return new StartupArchive(null, e.why());
        }
    }

    /**
     * Where it is.
     *
     * @return the file; empty if there is none
     */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /**
     * Why there is none.
     *
     * @return a sentence; empty if there is one
     */
    public String reason() {
        return reason;
    }

    @Override
    public String toString() {
        return file == null ? "no start-up archive: " + reason : "start-up archive " + file;
    }
}
