package dev.procession.core.channel;

import dev.procession.core.error.ChannelException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The one way to a listener, which keeps the rules that are the same on every transport: one call at a time (CH-07), one
 * end (CH-12), nothing after close (CH-13), and what it throws goes to the channel (CH-15). For those who write
 * transports; any thread may call. A call waits while another thread's call is under way, which is short since listeners
 * never block.
 */
public final class ListenerGate {
    private enum Phase {
        IDLE,
        CALLING,
        SHUT
    }

    private final ChannelListener listener;
    private final Consumer<Throwable> onThrown;

    /** Held during a call and never together with a lock of the transport's. */
    private final ReentrantLock turn = new ReentrantLock();

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.IDLE);

    /** Whether one of the two ends was told; guarded by {@link #turn}. */
    private boolean ended;

    /**
     * A gate before a listener.
     *
     * @param listener whom to call
     * @param onThrown told what the listener throws, on the thread that called it: has to fail the channel
     */
    public ListenerGate(ChannelListener listener, Consumer<Throwable> onThrown) {
        this.listener = listener;
        this.onThrown = onThrown;
        boolean unused = ChannelException.prepare();
    }

    /**
     * Delivers a frame, unless an end was told before.
     *
     * @param frame the listener's to keep
     */
    public void frame(ByteBuffer frame) {
        call(() -> {
            if (!ended) {
                listener.frame(frame);
            }
        });
    }

    /** Says that a part of a frame has arrived, unless an end was told before. */
    public void arriving() {
        call(() -> {
            if (!ended) {
                listener.arriving();
            }
        });
    }

    /** Says that an offer is worth another try, also after {@link #peerClosed}. */
    public void writable() {
        call(listener::writable);
    }

    /** Tells the clean end, unless an end was told before. */
    public void peerClosed() {
        call(() -> {
            if (!ended) {
                ended = true;
                listener.peerClosed();
            }
        });
    }

    /**
     * Tells the failure, unless an end was told before, and shuts.
     *
     * @param cause why
     */
    public void failed(Throwable cause) {
        call(() -> {
            if (!ended) {
                ended = true;
                listener.failed(cause);
            }
        });
        shut();
    }

    /** Lets no further call in. Never waits; a call that has been let in runs to its end. Idempotent. */
    public void shut() {
        phase.set(Phase.SHUT);
    }

    /**
     * Shuts and waits for the call under way, so that none begins after the return. Does not wait inside the listener. The
     * caller's interrupt flag stays as it is.
     *
     * @param limit how long to wait at the most for a listener that blocks although it must not
     * @return false if its call was still under way then; true inside the listener
     */
    public boolean shutAndWait(Duration limit) {
        shut();
        if (turn.isHeldByCurrentThread()) {
            return true;
        }
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        boolean over = false;
        boolean waiting = true;
        while (waiting) {
            try {
                over = turn.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (over) {
                    turn.unlock();
                }
                waiting = false;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return over;
    }

    /**
     * Whether the calling thread is inside the listener: it must not wait for the transport's threads then.
     *
     * @return true inside one of the listener's methods
     */
    public boolean isCalledFromListener() {
        return turn.isHeldByCurrentThread();
    }

    private void call(Runnable callback) {
        Throwable thrown = null;
        turn.lock();
        try {
            if (phase.compareAndSet(Phase.IDLE, Phase.CALLING)) {
                callback.run();
            }
        } catch (Throwable t) {
            thrown = t;
        } finally {
            phase.compareAndSet(Phase.CALLING, Phase.IDLE);
            turn.unlock();
        }
        if (thrown != null) {
            onThrown.accept(thrown);
        }
    }
}
