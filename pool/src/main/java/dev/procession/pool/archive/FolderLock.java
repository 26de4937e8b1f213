package dev.procession.pool.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Keeps several programs, and several threads of one, from making archives at the same time. */
final class FolderLock implements AutoCloseable {
    private static final String FILE = "procession.lock";

    /** How often it is tried again: nobody is told when another process gives the lock back. */
    private static final long AGAIN_MILLIS = 50;

    /** A process that closes the file anywhere loses its lock, so one thread has it open at a time. */
    private static final ReentrantLock THIS_PROCESS = new ReentrantLock();

    private final FileChannel file;

    private FolderLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Takes the lock.
     *
     * @param limit how long to wait for others; zero to take it at once or not at all
     * @return the lock, to be closed by the same thread; null if it was not to be had
     */
    static @Nullable FolderLock take(Path folder, Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        if (!THIS_PROCESS.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            return null;
        }
        FolderLock lock = null;
        try {
            lock = open(folder, deadline);
            return lock;
        } finally {
            if (lock == null) {
                THIS_PROCESS.unlock();
            }
        }
    }

    private static @Nullable FolderLock open(Path folder, long deadline) throws IOException, InterruptedException {
        FileChannel file = FileChannel.open(
                folder.resolve(FILE),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        boolean locked = false;
        try {
            locked = await(file, deadline);
        } finally {
            if (!locked) {
                file.close();
            }
        }
        return locked ? new FolderLock(file) : null;
    }

    private static boolean await(FileChannel file, long deadline) throws IOException, InterruptedException {
        while (true) {
            FileLock lock = file.tryLock();
            if (lock != null) {
                return true;
            }
            if (deadline - System.nanoTime() <= 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            THIS_PROCESS.unlock();
        }
    }
}
