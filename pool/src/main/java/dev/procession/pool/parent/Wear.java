package dev.procession.pool.parent;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What one worker has done, against what it may. Told after each step, on whatever thread made it; never blocks there.
 * An idle worker costs nothing: its memory is looked at when outcomes have come, four times a second at the most.
 */
final class Wear {
    private static final long MEASURE_EVERY_NANOS = 250_000_000;

    private final Worker worker;
    private final WearLimits limits;
    private final Turnover turnover;
    private final Executor keepers;
    private final AtomicBoolean spent = new AtomicBoolean();
    private final AtomicBoolean expected = new AtomicBoolean();
    private final AtomicBoolean measuring = new AtomicBoolean();
    private volatile long measuredAt = System.nanoTime() - MEASURE_EVERY_NANOS;

    Wear(Worker worker, WearLimits limits, Turnover turnover, Executor keepers) {
        this.worker = worker;
        this.limits = limits;
        this.turnover = turnover;
        this.keepers = keepers;
    }

    /** The worker was given something. */
    void given() {
        Window window = worker.link().window();
        if (window.isNearlySpent(limits.leadNanos()) && !expected.getAndSet(true)) {
            execute(() -> turnover.expectEnd(worker, limits.isRoomForAnother()));
        }
    }

    /** Outcomes have come from the worker. */
    void progressed() {
        given();
        if (worker.link().window().isSpent() && !spent.getAndSet(true)) {
            execute(() -> turnover.retire(worker, limits.isRoomForAnother()));
        }
        if (limits.recycleAbove() != Long.MAX_VALUE && !measuring.getAndSet(true)) {
            long wait = measuredAt + MEASURE_EVERY_NANOS - System.nanoTime();
            if (wait <= 0) {
                execute(this::measure);
            } else {
                CompletableFuture.delayedExecutor(wait, TimeUnit.NANOSECONDS, this::execute)
                        .execute(this::measure);
            }
        }
    }

    private void measure() {
        measuredAt = System.nanoTime();
        measuring.set(false); // what comes from here on is measured anew
        OptionalLong bytes = SystemMemory.HERE.residentBytes(worker.child().pid());
        if (bytes.isPresent() && bytes.getAsLong() > limits.recycleAbove() && !spent.getAndSet(true)) {
            PoolLog.log(
                    System.Logger.Level.DEBUG,
                    worker.label() + " holds " + bytes.getAsLong() + " bytes, more than recycleAbove("
                            + limits.recycleAbove() + "): it is replaced");
            turnover.retireSoon(worker, limits.isRoomForAnother());
        }
    }

    private void execute(Runnable step) {
        try {
            keepers.execute(step);
        } catch (RejectedExecutionException e) {
            // The pool has ended, and its workers with it.
        }
    }
}
