package dev.procession.pool.parent;

import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes that are to be handed to futures, away from the transports' threads: user callbacks may run there. A
 * thread that is about to wait for a future assists first, with what cannot block, so that a callback that blocks can
 * hold up nobody who waits.
 *
 * <p>One thread of the pool hands over; while more is ready, one other stands by, and takes its place once a callback has
 * blocked for a millisecond ({@link HandOverCrew} decides). So threads are made for callbacks that block, not for those
 * that are many. When there may be no more threads, what is ready is offered to those who wait for it: the callbacks that
 * block may be among them.
 */
final class CompletionQueue {
    /** Enough for thousands of callbacks that compute, short beside whatever one blocks for. */
    private static final long PATIENCE_NANOS = 1_000_000;

    private final Queue<Completion> harmless = new ConcurrentLinkedQueue<>();
    private final Queue<Completion> blocking = new ConcurrentLinkedQueue<>();
    private final Executor executor;
    private final Damage damage;
    private final HandOverCrew crew = new HandOverCrew();

    /** Whether a thread was called that has not started to hand over. */
    private final AtomicBoolean called = new AtomicBoolean();

    private volatile @Nullable Thread standby;

    /** Whether the thread that was called was not there at the last look. */
    private boolean missing;

    /** Of all threads that hand over now. */
    private final Set<Turn> turns = ConcurrentHashMap.newKeySet();

    /** What a thread hands over; null while it takes the next. */
    private static final class Turn {
        private volatile @Nullable Completion current;

        /** Whether the future is done, though callbacks of it may still run. */
        boolean isDone() {
            Completion completion = current;
            return completion != null && completion.isDone();
        }
    }

    /**
     * An empty queue.
     *
     * @param executor where outcomes are handed over
     * @param damage told where that is cut off, so that nobody has an outcome any more
     */
    CompletionQueue(Executor executor, Damage damage) {
        this.executor = executor;
        this.damage = damage;
    }

    /** One future's outcome. */
    interface Completion {
        /** Whether handing it over is known to run user code, which may block. */
        boolean mayBlock();

        /** Hands the outcome over; may run user code. */
        void complete();

        /** Whether the future has its outcome; from then on only its callbacks take time. */
        boolean isDone();

        /** Lets a thread that waits for the future call {@link #complete}, now or later; another may do so all the same. */
        void offer();
    }

    /** Adds an outcome; {@link #kick} is called once more have been added. */
    void add(Completion completion) {
        if (!completion.mayBlock()) {
            harmless.add(completion);
            return;
        }
        blocking.add(completion);
        if (crew.isFull()) { // after adding: standBy looks at the queue after the crew is full, so one of the two
            // offers it
            completion.offer();
        }
    }

    private boolean isEmpty() {
        return harmless.isEmpty() && blocking.isEmpty();
    }

    /** Sees to it that what is ready is handed over, whatever becomes of the threads that are at it. Never blocks. */
    void kick() {
        if (isEmpty()) {
            return;
        }
        if (!called.get() && called.compareAndSet(false, true)) {
            call();
        } else if (crew.isIdle()) {
            LockSupport.unpark(standby);
        }
    }

    /** Called every now and then: as {@link #kick}, also if the thread that was called has not come, or is no more. */
    void look() {
        Thread waiting = standby;
        boolean isMissing = called.get() && (waiting == null || !waiting.isAlive());
        if (isMissing && missing) {
            called.set(false);
        }
        missing = isMissing;
        kick();
    }

    private void call() {
        boolean done = false;
        try {
            executor.execute(this::help);
            done = true;
        } catch (OutOfMemoryError e) { // No thread to be had: a pool's watch kicks again.
            return;
        } finally {
            if (!done) {
                called.set(false);
            }
        }
    }

    /** Stands by until a thread is needed, then hands over what is ready; of that only what cannot block if the crew is full. */
    private void help() {
        standby = Thread.currentThread();
        int shift = HandOverCrew.NOT_NEEDED;
        try {
            shift = standBy();
        } finally {
            standby = null;
            called.set(false);
        }
        try {
            if (shift == HandOverCrew.FULL) {
                assist(); // a callback that blocks may be waiting for just that
            } else if (shift != HandOverCrew.NOT_NEEDED) {
                handOver(shift);
            }
        } finally {
            kick(); // for what came while this thread was leaving
        }
    }

    private int standBy() {
        long before = crew.handedOver();
        int shift = crew.joinIfIdle();
        while (shift == HandOverCrew.NOT_NEEDED || (shift == HandOverCrew.FULL && harmless.isEmpty())) {
            LockSupport.parkNanos(this, PATIENCE_NANOS);
            if (isEmpty()) {
                return HandOverCrew.NOT_NEEDED;
            }
            boolean knownFull = crew.isFull();
            shift = crew.join(before, !blocking.isEmpty());
            before = crew.handedOver();
            if (shift == HandOverCrew.FULL && !knownFull) {
                blocking.forEach(Completion::offer);
            }
        }
        return shift;
    }

    private void handOver(int shift) {
        Turn turn = null;
        try {
            turn = new Turn();
            turns.add(turn);
            boolean blockingFirst = false;
            Completion completion = next(blockingFirst);
            while (completion != null) {
                turn.current = completion;
                kick();
                completion.complete();
                turn.current = null;
                blockingFirst = !blockingFirst;
                completion = crew.handedOver(shift) ? next(blockingFirst) : null;
            }
        } catch (Error e) {
            damage.cause = e;
            throw e;
        } finally {
            if (turn != null) {
                turns.remove(turn);
            }
            crew.leave(shift);
        }
    }

    /** The next from one queue, else from the other. */
    private @Nullable Completion next(boolean blockingFirst) {
        Completion first = (blockingFirst ? blocking : harmless).poll();
        return first != null ? first : (blockingFirst ? harmless : blocking).poll();
    }

    /**
     * Hands over what is ready and cannot block, on the thread of someone who is about to wait; the rest is left to the
     * pool's threads.
     */
    void assist() {
        if (!harmless.isEmpty()) {
            Turn turn = new Turn();
            turns.add(turn);
            try {
                assist(turn);
            } catch (Error e) {
                damage.cause = e;
                throw e;
            } finally {
                turns.remove(turn);
            }
        }
        kick();
    }

    private void assist(Turn turn) {
        Completion completion = harmless.poll();
        while (completion != null) {
            if (completion.mayBlock()) {
                blocking.add(completion); // it has got a callback meanwhile
            } else {
                turn.current = completion;
                completion.complete();
                turn.current = null;
            }
            completion = harmless.poll();
        }
    }

    /**
     * Waits until every future whose outcome was added is done; its callbacks may still run. An interrupt is kept for
     * later.
     *
     * @param limit how long at the most: callbacks that block on all threads hold up the others
     */
    void awaitHandedOver(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        assist();
        while (!(isEmpty() && turns.stream().allMatch(Turn::isDone)) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(this, PATIENCE_NANOS / 10);
            interrupted |= Thread.interrupted();
            assist();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
