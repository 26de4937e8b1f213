package dev.procession.core.connection.internal;

import dev.procession.core.ProcessContext;
import java.net.SocketAddress;
import java.util.concurrent.locks.LockSupport;

/**
 * The process that has an end.
 *
 * @param name its name
 * @param pid its process id
 */
public record Peer(String name, long pid) {
    private static final long UNKNOWN = 0;
    private static final int LOOKS = 20;
    private static final long PAUSE_NANOS = 5_000_000;

    /**
     * This process.
     *
     * @return the peer of others that it is
     */
    public static Peer self() {
        ProcessContext self = ProcessContext.current();
        return new Peer(self.name(), self.pid());
    }

    /**
     * The process behind an address, of which no more is known.
     *
     * @param address of the listener that was connected to or at
     * @return the peer
     */
    public static Peer behind(SocketAddress address) {
        return new Peer("at " + address, UNKNOWN);
    }

    /** Whoever takes the end that this one has sent away, and has not said yet who he is. */
    Peer successor() {
        return new Peer("to which " + this + " sent it", UNKNOWN);
    }

    boolean isSelf() {
        return pid == ProcessHandle.current().pid();
    }

    boolean isKnown() {
        return pid != UNKNOWN;
    }

    /** Whether a process with this id runs here. One whose descriptors have just gone has a moment to go itself, if there is time. */
    boolean isAlive(Deadline deadline) {
        for (int look = 0; look < LOOKS && runs() && !deadline.hasPassed(); look++) {
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
        return runs();
    }

    private boolean runs() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @Override
    public String toString() {
        if (pid == UNKNOWN) {
            return "the other side (" + name + ")";
        }
        return isSelf() ? "this process" : "process '" + name + "' (pid " + pid + ")";
    }
}
