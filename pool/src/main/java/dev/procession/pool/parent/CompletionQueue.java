package dev.procession.pool.parent;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The outcomes that are to be handed to futures, away from the transports' threads: user callbacks may run there. A
 * thread that is about to wait for a future assists first, with what cannot block, so that a callback that blocks can
 * hold up nobody who waits.
 */
final class CompletionQueue {
    private final Queue<Completion> ready = new ConcurrentLinkedQueue<>();
    private final Executor executor;

    /** How many threads hand over outcomes and are not inside one that may block. */
    private final AtomicInteger active = new AtomicInteger();

    /** Goes up with each outcome handed over; tells a thread that is stuck from one that is busy. */
    private final AtomicLong progress = new AtomicLong();

    private long progressAtLastKick = -1;

    CompletionQueue(Executor executor) {
        this.executor = executor;
    }

    /** One future's outcome. */
    interface Completion {
        /** Whether handing it over is known to run user code, which may block. */
        boolean mayBlock();

        /** Hands the outcome over; may run user code. */
        void complete();
    }

    /** Adds an outcome; {@link #kick} is called once more have been added. */
    void add(Completion completion) {
        ready.add(completion);
    }

    /** Sees to it that a thread hands over what is ready. */
    void kick() {
        if (!ready.isEmpty() && (active.get() == 0 || isStuck())) {
            callHelp();
        }
    }

    /** Whether nothing was handed over since the last kick that found a thread at it. */
    private synchronized boolean isStuck() {
        long now = progress.get();
        boolean stuck = now == progressAtLastKick;
        progressAtLastKick = now;
        return stuck;
    }

    /** Hands over all that is ready, on the calling thread. */
    void help() {
        do {
            active.incrementAndGet();
            Completion completion = ready.poll();
            while (completion != null) {
                handOver(completion);
                completion = ready.poll();
            }
            active.decrementAndGet();
        } while (!ready.isEmpty() && active.get() == 0);
    }

    /**
     * Hands over what is ready and cannot block, on the thread of someone who is about to wait; the rest is left to the
     * pool's threads.
     */
    void assist() {
        Completion completion = ready.poll();
        while (completion != null) {
            if (completion.mayBlock()) {
                ready.add(completion);
                callHelp();
                return;
            }
            completion.complete();
            completion = ready.poll();
        }
    }

    private void handOver(Completion completion) {
        if (completion.mayBlock()) {
            active.decrementAndGet();
            kick();
            completion.complete();
            active.incrementAndGet();
        } else {
            completion.complete();
        }
        progress.incrementAndGet();
    }

    private void callHelp() {
        try {
            executor.execute(this::help);
        } catch (RejectedExecutionException e) {
            help();
        }
    }
}
