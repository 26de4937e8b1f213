package dev.procession.core.launch.internal.supervise;

import dev.procession.core.error.LaunchException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM's children have in common: the private folder and the supervisor. Both come with the first holder and go
 * with the last. The lock is held while the folder is made or removed, so that nobody gets one that is about to go.
 */
public final class Run {
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger numbers = new AtomicInteger();
    private final @Nullable String setsid;
    private @Nullable RunId id;
    private @Nullable Path folder;
    private @Nullable Supervisor supervisor;
    private int holders;
    private boolean over;

    /**
     * A run without holders.
     *
     * @param setsid the program that detaches the supervisor from the terminal; null if there is none
     */
    public Run(@Nullable String setsid) {
        this.setsid = setsid;
    }

    /**
     * The run's folder, made if need be. It stays as long as there is a holder.
     *
     * @return the folder
     * @throws LaunchException if it cannot be made, or this JVM is shutting down
     */
    public Path folder() {
        lock.lock();
        try {
            return openFolder();
        } finally {
            lock.unlock();
        }
    }

    private Path openFolder() {
        if (over) {
            throw new LaunchException("This JVM is shutting down: it starts no more children");
        }
        Path existing = folder;
        if (existing != null) {
            return existing;
        }
        RunId own = ownId();
        Path made = RunFolder.create(own);
        folder = made;
        supervisor = new Supervisor(cookieStart(own), made, setsid);
        Thread sweep = new Thread(() -> Sweep.run(own), "procession-sweep");
        sweep.setDaemon(true);
        sweep.start();
        return made;
    }

    private RunId ownId() {
        RunId own = id;
        if (own == null) {
            own = RunId.own();
            id = own;
        }
        return own;
    }

    static String cookieStart(RunId run) {
        return run.text() + ".";
    }

    /** Takes a hold: folder and supervisor stay until it is given back. */
    public void hold() {
        lock.lock();
        try {
            openFolder();
            holders++;
        } finally {
            lock.unlock();
        }
    }

    /** Gives a hold back. With the last one the folder is removed and the supervisor ends. */
    public void release() {
        lock.lock();
        try {
            holders--;
            if (holders == 0) {
                close();
            }
        } finally {
            lock.unlock();
        }
    }

    private void close() {
        Path ended = folder;
        if (ended != null) {
            RunFolder.delete(ended);
            folder = null;
        }
        Supervisor done = supervisor;
        if (done != null) {
            done.quit();
            supervisor = null;
        }
    }

    /** From now on nobody gets a hold: this JVM is shutting down. */
    public void refuse() {
        lock.lock();
        try {
            over = true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the run at this JVM's shutdown, whoever holds it. */
    public void shutDown() {
        lock.lock();
        try {
            close();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The number of the next child.
     *
     * @return a number that this run gives once
     */
    public int nextNumber() {
        return numbers.incrementAndGet();
    }

    /**
     * This JVM's process id.
     *
     * @return the pid
     */
    public long pid() {
        lock.lock();
        try {
            return ownId().pid();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The mark that a child and all its descendants carry.
     *
     * @param number the child's number
     * @return the mark
     */
    public String cookie(int number) {
        lock.lock();
        try {
            return cookieStart(ownId()) + number + ";";
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells the supervisor of a child, starting it if need be.
     *
     * @param pid the child's process id
     * @param number its number
     */
    public void childStarted(long pid, int number) {
        Supervisor current = supervisor();
        if (current != null) {
            current.started(pid, number);
        }
    }

    /**
     * Tells the supervisor that a child and what it left are gone.
     *
     * @param pid the child's process id
     */
    public void childEnded(long pid) {
        Supervisor current = supervisor();
        if (current != null) {
            current.ended(pid);
        }
    }

    private @Nullable Supervisor supervisor() {
        lock.lock();
        try {
            return supervisor;
        } finally {
            lock.unlock();
        }
    }
}
