package dev.procession.transport.mmap;

import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.TransportException;
import dev.procession.core.launch.LocalLauncher;
import dev.procession.transport.mmap.internal.chronicle.QueueFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A folder for one channel; the parent's, who makes and removes it. It lies in the launcher's folder, which is cleared up after
 * a crash; where that has no room, in the temporary folder; or where the user says. In the last two cases its name says whose
 * it is, and {@link LeftPlaces} clears up.
 */
final class ChannelPlace {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private static final AtomicInteger IN_RUN_FOLDER = new AtomicInteger();

    private final Path folder;
    private final boolean kept;
    private final Runnable giveBack;
    private final AtomicBoolean removed = new AtomicBoolean();

    private ChannelPlace(Path folder, boolean kept, Runnable giveBack) {
        this.folder = folder;
        this.kept = kept;
        this.giveBack = giveBack;
    }

    /**
     * Makes a folder that is not in use.
     *
     * @param told where the user wants it; null if he does not say
     * @throws TransportException if it cannot be made, or there is too little space
     */
    static ChannelPlace create(@Nullable Path told) {
        if (told != null) {
            return in(told, MmapTransport.FOLDER_PROPERTY, false);
        }
        LocalLauncher.Lease lease = LocalLauncher.shared().lease();
        boolean created = false;
        try {
            Path run = LocalLauncher.shared().folder();
            // What the others there may still take is not free, though it looks so.
            if (usable(run) < (IN_RUN_FOLDER.get() + 1) * DiskBudget.CHANNEL_BYTES) {
                return in(Path.of(System.getProperty("java.io.tmpdir")), MmapTransport.FOLDER_PROPERTY, false);
            }
            Path folder = run.resolve("mmap-" + NUMBERS.incrementAndGet());
            make(folder);
            created = true;
            IN_RUN_FOLDER.incrementAndGet();
            return new ChannelPlace(folder, false, () -> {
                IN_RUN_FOLDER.decrementAndGet();
                lease.close();
            });
        } finally {
            if (!created) {
                lease.close();
            }
        }
    }

    /**
     * Makes a folder that stays when the channel is over.
     *
     * @param journal where the user wants it
     * @throws TransportException if it cannot be made, or there is too little space
     */
    static ChannelPlace kept(Path journal) {
        return in(journal, MmapTransport.JOURNAL_PROPERTY, true);
    }

    private static ChannelPlace in(Path above, String property, boolean kept) {
        whyNot(above, property).ifPresent(reason -> {
            throw new TransportException(reason);
        });
        long usable = usable(above);
        if (usable < DiskBudget.LEAST_BYTES) {
            throw new TransportException(usable + " bytes are free on the file system of " + above
                    + ", a worker's queues need " + DiskBudget.LEAST_BYTES
                    + " to begin with; free space, or name another folder with -D" + property);
        }
        int number = NUMBERS.incrementAndGet();
        if (!kept) {
            AtExit.checkNotEnding();
            LeftPlaces.sweep(above);
        }
        Path folder = above.toAbsolutePath().resolve(kept ? Journal.newName(number) : LeftPlaces.ownName(number));
        make(folder);
        return new ChannelPlace(folder, kept, kept ? () -> {} : AtExit.remember(folder));
    }

    /** Why queues cannot lie in a folder that a property may name; empty if they can, or none is named. */
    static Optional<String> whyNot(@Nullable Path above, String property) {
        if (above == null || (Files.isDirectory(above) && Files.isWritable(above))) {
            return Optional.empty();
        }
        return Optional.of("the queues belong in " + above.toAbsolutePath()
                + ", which is no folder that this process may write to; name one that is with -D" + property);
    }

    private static long usable(Path folder) {
        return folder.toFile().getUsableSpace();
    }

    private static void make(Path folder) {
        try {
            QueueFolder.create(folder);
        } catch (IOException e) {
            throw new TransportException(
                    ErrorCode.TRANSPORT_UNAVAILABLE,
                    "cannot make the folder " + folder + " for a worker's queues (" + e
                            + "); name another place with -D" + MmapTransport.FOLDER_PROPERTY,
                    e);
        }
    }

    Path folder() {
        return folder;
    }

    boolean isKept() {
        return kept;
    }

    /** Removes it with all that is in it, unless it is kept and something was said there. Idempotent. */
    void remove() {
        if (removed.compareAndSet(false, true)) {
            try {
                if (!kept || !Journal.isAnythingIn(folder)) {
                    QueueFolder.remove(folder);
                }
            } catch (IOException e) {
                // It goes with the folder that it is in, or with the next sweep.
            } finally {
                giveBack.run();
            }
        }
    }

    /** The folders of a JVM that ends without closing its channels: nobody else clears up outside the launcher's folder. */
    private static final class AtExit {
        private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

        static {
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(AtExit::removeAll, "procession-mmap-exit"));
            } catch (IllegalStateException endsAlready) {
                // What is made now is left to the next sweep.
            }
        }

        private static volatile boolean ending;

        /** Returns what forgets it. */
        static Runnable remember(Path folder) {
            OPEN.add(folder);
            return () -> OPEN.remove(folder);
        }

        static void checkNotEnding() {
            if (ending) {
                throw new TransportException("this JVM ends");
            }
        }

        private static void removeAll() {
            ending = true;
            for (Path folder : OPEN) {
                try {
                    QueueFolder.remove(folder);
                } catch (IOException e) {
                    // It goes with the next sweep.
                }
            }
        }
    }
}
