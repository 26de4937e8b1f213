package dev.procession.transport.mmap;

import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.TransportException;
import dev.procession.core.launch.LocalLauncher;
import dev.procession.transport.mmap.internal.chronicle.QueueFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A folder for one channel, in a place that is cleared up after a crash; the parent's, who makes and removes it. */
final class ChannelPlace {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Path folder;
    private final Runnable giveBack;
    private final AtomicBoolean removed = new AtomicBoolean();

    private ChannelPlace(Path folder, Runnable giveBack) {
        this.folder = folder;
        this.giveBack = giveBack;
    }

    /**
     * Makes a folder that is not in use.
     *
     * @throws TransportException if it cannot be made, or there is no space for a queue in each direction
     */
    static ChannelPlace create() {
        LocalLauncher.Lease lease = LocalLauncher.shared().lease();
        boolean created = false;
        try {
            Path folder = LocalLauncher.shared().folder().resolve("mmap-" + NUMBERS.incrementAndGet());
            make(folder);
            created = true;
            return new ChannelPlace(folder, lease::close);
        } finally {
            if (!created) {
                lease.close();
            }
        }
    }

    private static void make(Path folder) {
        Path above = folder.getParent();
        try {
            long usable = above == null ? 0 : above.toFile().getUsableSpace();
            if (usable < 2 * DiskBudget.QUEUE_BYTES) {
                throw new TransportException(usable + " bytes are free on the file system of " + above
                        + ", a worker's queues take " + 2 * DiskBudget.QUEUE_BYTES
                        + " to begin with; free space, or name"
                        + " another folder with -D" + MmapTransport.FOLDER_PROPERTY);
            }
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

    /** Removes it with all that is in it. Idempotent. */
    void remove() {
        if (removed.compareAndSet(false, true)) {
            try {
                QueueFolder.remove(folder);
            } catch (IOException e) {
                // It goes with the folder that it is in.
            } finally {
                giveBack.run();
            }
        }
    }
}
