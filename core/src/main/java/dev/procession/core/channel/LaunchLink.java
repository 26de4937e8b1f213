package dev.procession.core.channel;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * The pair of descriptors between a launcher and the local child that it launched, there from the child's birth to its
 * death. Over it the child gets what must not stand in its command line. After that it belongs to the transport: as a
 * doorbell, or as two bare streams. Each end is used by one process; its methods may be called by any thread.
 */
public interface LaunchLink {
    /**
     * Whether there is such a pair: true for a child that this machine's launcher started, false for a peer that was
     * started by hand or on another machine. Without it the other methods throw {@link IllegalStateException}.
     *
     * @return whether the link can be used
     */
    boolean present();

    /**
     * A wake-up call between the two processes, for transports over shared memory.
     *
     * @return the doorbell, the same at every call
     * @throws IllegalStateException if the streams were taken
     */
    Doorbell doorbell();

    /**
     * Hands the two bare streams over to the caller for good. The reading one ends when the peer's process is gone.
     *
     * @return the streams; the caller closes them
     * @throws IllegalStateException if they were taken before, if the doorbell was used, or if the child is not launched
     *     yet
     */
    Streams takeStreams();

    /**
     * Two bare streams, {@link java.io.FileInputStream} and {@link java.io.FileOutputStream} where they can be: the close
     * of a file's channel wakes a thread that is blocked in it, the close of a process's stream does not.
     *
     * @param in from the peer; unbuffered, a read returns as soon as one byte is there
     * @param out to the peer; a write blocks while the peer does not read, and needs no flush
     */
    record Streams(InputStream in, OutputStream out) {}

    /** A wake-up call. Rings add up to one: a ring while nobody waits makes the next wait return at once. */
    interface Doorbell {
        /** Wakes the peer, or its next wait. Never blocks; does nothing when the peer is gone. */
        void ring();

        /**
         * Waits for a ring, or for the peer's end.
         *
         * @param limit how long at the most
         * @return true if it rang or the peer is gone; false if the limit passed
         * @throws InterruptedException if interrupted while waiting
         */
        boolean await(Duration limit) throws InterruptedException;
    }
}
