package dev.procession.core.channel;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The pair of descriptors between a launcher and the local child that it launched, there from the child's birth to its
 * death. Over it the child gets what must not stand in its command line. After that it belongs to the transport: as a
 * doorbell, or as two bare streams. Each end is used by one process.
 *
 * <p>Every link that is {@link #present()} keeps these rules; {@code procession-testkit} holds a test for each.
 *
 * <ul>
 *   <li><b>LL-01 present</b> is true at both ends, from before the launch until after the child's death.
 *   <li><b>LL-02 one use.</b> The streams are handed over once, and never beside the doorbell: of {@link #takeStreams()} and
 *       {@link #doorbell()} the first call decides, and what does not go with it throws {@link IllegalStateException}.
 *   <li><b>LL-03 one doorbell.</b> Each call returns the same.
 *   <li><b>LL-04 before the launch</b> there are no streams: to ask for them throws {@code IllegalStateException} and decides
 *       nothing. The doorbell can be rung, which wakes the child once it is there.
 *   <li><b>LL-05 bytes</b> arrive whole and in order, at once and without a flush; what came before the peer took its streams
 *       is kept for it.
 *   <li><b>LL-06 the end.</b> When the peer's process is gone, however it ended, the reading stream gives what the peer had
 *       written and then its end.
 *   <li><b>LL-07 no ring is lost.</b> After a ring the peer's wait, the one under way or the next, returns true.
 *   <li><b>LL-08 ringing never blocks,</b> also when nobody ever waits; rung at a dead peer, it does nothing.
 *   <li><b>LL-09 waiting.</b> Without a ring it ends at its limit, not before, with false; one ring wakes one wait. Any limit
 *       is taken: zero and less return at once, the longest is for ever. An interrupt ends the wait with {@link
 *       InterruptedException}.
 *   <li><b>LL-10 a dead peer wakes.</b> When the peer's process is gone, the wait under way and all later ones return true.
 *       A child that halts with its launcher has none.
 *   <li><b>LL-11 any thread</b> may call, also several at the same time: of many that take the streams one gets them.
 *   <li><b>LL-12 the secret,</b> if the parent's end asked for it before the launch, is the same at both ends and at every
 *       call, whatever the link is used for, and another one for each link.
 *   <li><b>LL-13 who hears first.</b> A ring that a hearer has taken wakes no wait; one that it has not, or that came before there was
 *       a hearer, does, and so does the peer's end, of which it is not told. A doorbell may do without.
 * </ul>
 */
public interface LaunchLink {
    /**
     * Whether there is such a pair: true for a child that this machine's launcher started, false for a peer that was
     * started by hand or on another machine. Without it streams and doorbell throw {@link IllegalStateException}.
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
     * {@value #SECRET_BYTES} random bytes that only the two ends of this link know, made anew for each link: the key by which
     * a transport knows its peer. They reach the child with its launch ticket, never by arguments, environment or files.
     * They are made when the parent's end first asks, which has to be before the launch: a child whose parent did not ask
     * has none. Independent of streams and doorbell. A link that is not {@link #present()} may have a secret too.
     *
     * @return a copy, the same bytes at every call and at both ends
     * @throws IllegalStateException if there is none
     */
    byte[] secret();

    /** The size of a {@link #secret()}, in bytes. */
    int SECRET_BYTES = 32;

    /**
     * Two bare streams, {@link java.io.FileInputStream} and {@link java.io.FileOutputStream} where they can be: the close
     * of a file's channel wakes a thread that is blocked in it, the close of a process's stream does not.
     *
     * @param in from the peer; unbuffered, a read returns as soon as one byte is there
     * @param out to the peer; a write blocks while the peer does not read, and needs no flush
     */
    record Streams(InputStream in, OutputStream out) {}

    /**
     * An {@link OutputStream} that leads into a pipe of the system, as a {@link java.io.FileOutputStream} of a link does:
     * a write to it heeds no interrupt, and one of up to a page does not block while the pipe is empty.
     */
    interface SystemPipe {}

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

        /**
         * Tells each ring to somebody before it is left to who waits (LL-13).
         *
         * @param hearer called on a thread of the link's, never blocks; says whether it has taken the ring
         * @return whether this doorbell does so; if not, all rings are waited for
         */
        default boolean tellFirst(BooleanSupplier hearer) {
            return false;
        }
    }
}
