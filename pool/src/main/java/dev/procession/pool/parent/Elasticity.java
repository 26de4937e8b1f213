package dev.procession.pool.parent;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets a pool grow while tasks wait, and shrink while workers have none. Looks only while there is reason to: at waiting
 * tasks every 10 ms while there may be more workers, at idle workers when the next one may have been idle for long
 * enough. A pool of a fixed size, and one that has its fewest workers and no tasks, has no timer. Thread-safe.
 */
final class Elasticity {
    /** The shortest time between two looks at idle workers. */
    private static final long LEAST_NANOS = 10_000_000;

    private final Turnover turnover;
    private final PoolEngine engine;
    private final StallWatch hunger;
    private final long idleNanos;
    private @Nullable CompletableFuture<Void> timer;
    private boolean over;

    Elasticity(Turnover turnover, PoolEngine engine, Duration idleTimeout) {
        this.turnover = turnover;
        this.engine = engine;
        hunger = new StallWatch(engine.threads().keepers());
        idleNanos = idleTimeout.toNanos();
    }

    /** Tasks wait that no worker can take now; most of them do not wait for long. Any thread, often. */
    void tasksWait() {
        if (turnover.canGrow()) {
            hunger.begin(this::grow);
        }
    }

    /** Whether there may be more workers than there are. */
    boolean canGrow() {
        return turnover.canGrow();
    }

    private boolean grow() {
        int waiting = engine.dispatcher().waiting();
        if (waiting > 0) {
            turnover.growFor(waiting);
        }
        return waiting > 0 && turnover.canGrow();
    }

    /** The number of workers may have changed. */
    synchronized void changed() {
        if (timer == null && !over) {
            look();
        }
    }

    private void look() {
        schedule(turnover.untilIdle(idleNanos));
    }

    private void schedule(long nanos) {
        if (nanos < 0 || over) {
            timer = null;
            return;
        }
        CompletableFuture<Void> next = new CompletableFuture<>();
        timer = next;
        CompletableFuture<Void> unused = next.completeOnTimeout(
                        null, Math.max(LEAST_NANOS, nanos), TimeUnit.NANOSECONDS)
                .thenRun(this::handOver);
    }

    private void handOver() {
        try {
            engine.threads().keepers().execute(this::shrink);
        } catch (RejectedExecutionException e) {
            // The pool has ended meanwhile.
        }
    }

    private void shrink() {
        turnover.shrink(idleNanos);
        synchronized (this) {
            look();
        }
    }

    /** Nothing grows or shrinks any more. */
    synchronized void end() {
        over = true;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
