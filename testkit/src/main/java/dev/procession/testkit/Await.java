package dev.procession.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions that nothing announces, such as the end of a thread or of a process: asked again and again. */
public final class Await {
    private static final long FIRST_PAUSE_NANOS = 50_000;
    private static final long LONGEST_PAUSE_NANOS = 10_000_000;

    private Await() {}

    /**
     * Waits until a condition holds.
     *
     * @param condition asked at growing intervals of up to 10 ms
     * @param limit how long to wait at the most
     * @return whether it held in the end
     */
    public static boolean holds(BooleanSupplier condition, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        long pause = FIRST_PAUSE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                return condition.getAsBoolean();
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
        return true;
    }

    /**
     * Waits until a condition holds and fails if it does not.
     *
     * @param condition asked at growing intervals of up to 10 ms
     * @param limit how long to wait at the most
     * @param otherwise what to say if it does not hold
     * @throws AssertionError if the condition does not hold within the limit
     */
    public static void untilTrue(BooleanSupplier condition, Duration limit, Supplier<String> otherwise) {
        if (!holds(condition, limit)) {
            throw new AssertionError("after " + limit + ": " + otherwise.get());
        }
    }
}
