package dev.procession.core.channel;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How one end of a channel over shared memory waits for the other, and wakes it, by a word that both see and a {@link
 * LaunchLink.Doorbell}. For those who write transports. One thread at a time waits: {@link #announce}, then a last look at
 * all that it waits for, then {@link #sleep} if there was nothing, else {@link #leave}. Any thread may {@link #wakePeer},
 * after it has published something, and {@link #nudge} this end's own waiter.
 *
 * <p>No wake-up is lost: between the store of PARKED and the last look, and between publishing and the look at the peer's word,
 * is a full fence each, so that at least one of the two sees the other.
 *
 * <p>Where several threads take turns at reading, whoever is at turn calls {@link #announce} and {@link #leave}, and one thread
 * of the channel's {@link #hear hears} the doorbell for all.
 */
public final class Parking {
    /** The word by which an end says how it waits. All accesses are volatile. */
    public interface ParkWord {
        /**
         * Reads it.
         *
         * @return what it is
         */
        long get();

        /**
         * Replaces it.
         *
         * @param value by what
         * @return what it was
         */
        long getAndSet(long value);

        /**
         * Replaces it, if it is as expected.
         *
         * @param expected what it has to be
         * @param value by what
         * @return whether it was
         */
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
    public static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

    private final ParkWord own;
    private final ParkWord peer;
    private final LaunchLink.Doorbell doorbell;

    /** Never held while anything is called that could block. */
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private @Nullable Thread waiter;
    private boolean nudged;
    private boolean interruptedByUs;

    /** Written by who is at turn. */
    private long announcedRings;

    /** Counted by the thread that hears. */
    private final AtomicLong heardRings = new AtomicLong();

    private volatile boolean peerGone;

    /**
     * An end's way to wait.
     *
     * @param own the word that this end writes
     * @param peer the other end's
     * @param doorbell the way to the other end
     */
    public Parking(ParkWord own, ParkWord peer, LaunchLink.Doorbell doorbell) {
        this.own = own;
        this.peer = peer;
        this.doorbell = doorbell;
    }

    /**
     * Whether the peer's process is gone; known once a wait was ended by it, and {@link #leave} was called after that.
     *
     * @return true if it is
     */
    public boolean peerIsGone() {
        return peerGone;
    }

    /** Tells the peer to ring from now on. */
    public void announce() {
        set(PARKED);
        VarHandle.fullFence();
    }

    /** Tells the peer that no ring is needed. */
    public void leave() {
        set(RUNNING);
        // Each ring is announced in the word; what else ends a wait is the peer's death.
        if (heardRings.get() > announcedRings) {
            peerGone = true;
        }
    }

    private void set(long state) {
        if (own.getAndSet(state) == RUNG) {
            announcedRings++;
        }
    }

    /** Waits for a ring, a nudge or the peer's end, or until it is time to look again. The thread's interrupt flag is cleared. */
    public void sleep() {
        sleepAtMost(LOOK_AGAIN);
    }

    /**
     * Waits as {@link #sleep()} does, but not for ever.
     *
     * @param limit how long at the most
     */
    public void sleepAtMost(Duration limit) {
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
     * @param limit how long at the most
     * @throws InterruptedException if interrupted by anybody but {@link #nudge}
     */
    public void sleep(Duration limit) throws InterruptedException {
        try {
            hear(limit);
        } finally {
            leave();
        }
    }

    /**
     * Waits as {@link #sleep(Duration)} does, and leaves the word as it is: {@link #leave} is for who is at turn next.
     *
     * @param limit how long at the most
     * @throws InterruptedException if interrupted by anybody but {@link #nudge}
     */
    public void hear(Duration limit) throws InterruptedException {
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
            if (told) {
                heardRings.incrementAndGet();
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
    public void nudge() {
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

    /**
     * Has each ring told to somebody first, where the doorbell can: to a thread that waits, and so need not be woken by the one that
     * {@link #hear hears}.
     *
     * @param hearer whether it has told somebody, who looks; never blocks
     */
    public void tellFirst(BooleanSupplier hearer) {
        boolean unused = doorbell.tellFirst(() -> {
            heardRings.incrementAndGet(); // Before anybody looks, and taken back where it is to be heard.
            if (hearer.getAsBoolean()) {
                return true;
            }
            heardRings.decrementAndGet();
            return false;
        });
    }

    /** Rings if the peer is parked; to be called after something was published for it. */
    public void wakePeer() {
        VarHandle.fullFence();
        if (peer.get() == PARKED && peer.compareAndSet(PARKED, RUNG)) {
            doorbell.ring();
        }
    }
}
