package dev.procession.transport.mmap;

import dev.procession.core.channel.LaunchLink;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How one end waits for the other, and wakes it. One thread at a time waits: {@link #announce}, then a last look at all that it
 * waits for, then {@link #sleep} if there was nothing, else {@link #leave}. Any thread may {@link #wakePeer}, after it has
 * published something, and {@link #nudge} this end's own waiter.
 *
 * <p>No wake-up is lost: between the store of PARKED and the last look, and between publishing and the look at the peer's word,
 * is a full fence each, so that at least one of the two sees the other.
 */
final class Parking {
    /** The word by which an end says how it waits. All accesses are volatile. */
    interface ParkWord {
        long get();

        long getAndSet(long value);

        boolean compareAndSet(long expected, long value);
    }

    /** Looks for work by itself. */
    static final long RUNNING = 0;

    /** Waits for a ring, or is about to. */
    static final long PARKED = 1;

    /** Has been, or is being, rung. */
    static final long RUNG = 2;

    /**
     * After so long without a ring an end looks again by itself. No ring is ever lost; but a word that something else has
     * overwritten keeps the peer from ringing. Looking costs some 50 us.
     */
    static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

    private final ParkWord own;
    private final ParkWord peer;
    private final LaunchLink.Doorbell doorbell;

    /** Never held while anything is called that could block. */
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private @Nullable Thread waiter;
    private boolean nudged;
    private boolean interruptedByUs;

    // The waiting thread's own.
    private long announcedRings;
    private long heardRings;
    private volatile boolean peerGone;

    Parking(ParkWord own, ParkWord peer, LaunchLink.Doorbell doorbell) {
        this.own = own;
        this.peer = peer;
        this.doorbell = doorbell;
    }

    /** Whether the peer's process is gone; known once a wait was ended by it. */
    boolean peerIsGone() {
        return peerGone;
    }

    /** Tells the peer to ring from now on. */
    void announce() {
        own.getAndSet(PARKED);
        VarHandle.fullFence();
    }

    /** Tells the peer that no ring is needed. */
    void leave() {
        if (own.getAndSet(RUNNING) == RUNG) {
            announcedRings++;
        }
    }

    /** Waits for a ring, a nudge or the peer's end, or until it is time to look again. The thread's interrupt flag is cleared. */
    void sleep() {
        sleepAtMost(LOOK_AGAIN);
    }

    /** Waits as {@link #sleep()} does, but not for ever. */
    void sleepAtMost(Duration limit) {
        try {
            sleep(limit);
        } catch (InterruptedException e) {
            // By somebody who interrupts all threads that he finds: the caller looks again and comes back.
        } finally {
            Thread.interrupted();
        }
    }

    /**
     * Waits for a ring, a nudge or the peer's end, but not for ever.
     *
     * @throws InterruptedException if interrupted by anybody but {@link #nudge}
     */
    void sleep(Duration limit) throws InterruptedException {
        boolean told = false;
        try {
            if (enter()) {
                if (peerGone) {
                    LockSupport.parkNanos(
                            this, limit.compareTo(Duration.ofDays(1)) > 0 ? Long.MAX_VALUE : limit.toNanos());
                } else {
                    told = doorbell.await(limit);
                }
            }
        } catch (InterruptedException e) {
            if (!exit()) {
                throw e;
            }
        } finally {
            exit();
            leave();
            count(told);
        }
    }

    /** Each ring is announced in the word; what else ends a wait is the peer's death. */
    private void count(boolean told) {
        if (told) {
            heardRings++;
            if (heardRings > announcedRings) {
                peerGone = true;
            }
        }
    }

    /** False if there was a nudge: no wait, then. */
    private boolean enter() {
        lock.lock();
        try {
            if (nudged) {
                nudged = false;
                return false;
            }
            waiter = Thread.currentThread();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** True if the wait was ended by a nudge; then no interrupt of ours is left. Idempotent. */
    private boolean exit() {
        lock.lock();
        try {
            boolean ours = interruptedByUs;
            waiter = null;
            if (ours) {
                Thread.interrupted();
                interruptedByUs = false;
            }
            return ours;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the wait of this end, the one under way or the next. */
    void nudge() {
        lock.lock();
        try {
            Thread waiting = waiter;
            if (waiting == null) {
                nudged = true;
            } else if (!interruptedByUs) {
                interruptedByUs = true;
                waiting.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Rings if the peer is parked; to be called after something was published for it. */
    void wakePeer() {
        VarHandle.fullFence();
        if (peer.get() == PARKED && peer.compareAndSet(PARKED, RUNG)) {
            doorbell.ring();
        }
    }
}
