package dev.procession.testkit;

import dev.procession.core.channel.ChannelListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A listener that writes down what it is told, lets tests wait for it, and notices calls that a channel must not make: two
 * at a time (CH-07), inside each other (CH-06), or after the end (CH-12). What it noticed is in {@link #violations()}.
 */
public final class RecordingListener implements ChannelListener {
    /** What a channel can tell. */
    public enum Event {
        /** A frame. */
        FRAME,
        /** Room for an offer. */
        WRITABLE,
        /** The clean end. */
        PEER_CLOSED,
        /** The failure. */
        FAILED
    }

    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicReference<@Nullable Thread> inside = new AtomicReference<>();

    // Guarded by the lock.
    private final List<Event> events = new ArrayList<>();
    private final Map<Event, Integer> counts = new EnumMap<>(Event.class);
    private final List<BooleanSupplier> awaited = new ArrayList<>();
    private final List<ByteBuffer> frames = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private @Nullable Throwable failure;

    private volatile Consumer<ByteBuffer> onFrame = frame -> {};
    private volatile Runnable onWritable = () -> {};
    private volatile Runnable onEnd = () -> {};

    /**
     * A listener that has been told nothing.
     *
     * @param patience how long each wait lasts at the most
     */
    public RecordingListener(Duration patience) {
        this.patience = patience;
    }

    /**
     * Has a reaction run inside {@link #frame}, after the frame was written down.
     *
     * @param reaction what to do
     * @return this
     */
    public RecordingListener onFrame(Consumer<ByteBuffer> reaction) {
        onFrame = reaction;
        return this;
    }

    /**
     * Has a reaction run inside {@link #writable}.
     *
     * @param reaction what to do
     * @return this
     */
    public RecordingListener onWritable(Runnable reaction) {
        onWritable = reaction;
        return this;
    }

    /**
     * Has a reaction run inside {@link #peerClosed} and {@link #failed}.
     *
     * @param reaction what to do
     * @return this
     */
    public RecordingListener onEnd(Runnable reaction) {
        onEnd = reaction;
        return this;
    }

    @Override
    public void frame(ByteBuffer frame) {
        told(Event.FRAME, () -> frames.add(frame), () -> onFrame.accept(frame));
    }

    @Override
    public void writable() {
        told(Event.WRITABLE, () -> {}, onWritable);
    }

    @Override
    public void peerClosed() {
        told(Event.PEER_CLOSED, () -> {}, onEnd);
    }

    @Override
    public void failed(Throwable cause) {
        told(Event.FAILED, () -> failure = cause, onEnd);
    }

    /**
     * Waits for so many frames in all.
     *
     * @param count how many
     * @return all frames up to now
     */
    public List<ByteBuffer> awaitFrames(int count) {
        await(() -> frames.size() >= count, count + " frames");
        return frames();
    }

    /**
     * Waits for an event to have come so often.
     *
     * @param event which
     * @param times how often
     */
    public void await(Event event, int times) {
        await(() -> count(event) >= times, event + " × " + times);
    }

    /**
     * Waits for the failure.
     *
     * @return its cause
     */
    public Throwable awaitFailure() {
        await(() -> failure != null, "a failure");
        lock.lock();
        try {
            return Objects.requireNonNull(failure);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether an event comes no more often than this for a while.
     *
     * @param event which
     * @param times how often it may have come
     * @param quiet how long to watch
     * @return false as soon as it comes once more
     */
    public boolean staysAt(Event event, int times, Duration quiet) {
        return !waitFor(() -> count(event) > times, quiet);
    }

    /**
     * How often an event has come.
     *
     * @param event which
     * @return the number of times
     */
    public int count(Event event) {
        lock.lock();
        try {
            return counts.getOrDefault(event, 0);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Everything told up to now, in order.
     *
     * @return a copy
     */
    public List<Event> events() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The frames up to now, in order.
     *
     * @return a copy of the list, with the very buffers that were delivered
     */
    public List<ByteBuffer> frames() {
        lock.lock();
        try {
            return List.copyOf(frames);
        } finally {
            lock.unlock();
        }
    }

    /**
     * What the channel did that it must not.
     *
     * @return a copy, empty if all was well
     */
    public List<String> violations() {
        lock.lock();
        try {
            return List.copyOf(violations);
        } finally {
            lock.unlock();
        }
    }

    private void told(Event event, Runnable record, Runnable reaction) {
        Thread caller = Thread.currentThread();
        Thread other = inside.getAndSet(caller);
        lock.lock();
        try {
            if (other != null) {
                violations.add(event + " on " + caller.getName() + " while " + other.getName() + " was inside");
            }
            if (event != Event.WRITABLE && count(Event.PEER_CLOSED) + count(Event.FAILED) > 0) {
                violations.add(event + " after the end");
            }
            events.add(event);
            counts.merge(event, 1, Integer::sum);
            record.run();
            if (awaited.stream().anyMatch(BooleanSupplier::getAsBoolean)) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        try {
            reaction.run();
        } finally {
            inside.compareAndSet(caller, other);
        }
    }

    private void await(BooleanSupplier condition, String what) {
        if (!waitFor(condition, patience)) {
            throw new AssertionError(
                    "after " + patience + " still waiting for " + what + "; told so far: " + summary());
        }
    }

    private boolean waitFor(BooleanSupplier condition, Duration limit) {
        long left = limit.toNanos();
        lock.lock();
        awaited.add(condition);
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        } finally {
            awaited.remove(condition);
            lock.unlock();
        }
    }

    private String summary() {
        return count(Event.FRAME) + " frames, " + count(Event.WRITABLE) + " writable, " + count(Event.PEER_CLOSED)
                + " peerClosed, failure " + failure + ", violations " + violations();
    }
}
