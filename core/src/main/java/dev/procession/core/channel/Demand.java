package dev.procession.core.channel;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many frames a listener has asked for and not got (CH-06). For those who write transports; any thread may use it.
 */
public final class Demand {
    private final AtomicInteger frames = new AtomicInteger();

    /** No demand yet. */
    public Demand() {}

    /**
     * Adds to the demand, up to {@link Integer#MAX_VALUE} in all.
     *
     * @param more how many frames more, at least 1
     * @return true if there was none before: whoever waits for demand has to be woken
     * @throws IllegalArgumentException if {@code more} is below 1
     */
    public boolean add(int more) {
        if (more < 1) {
            throw new IllegalArgumentException("request(" + more + "): at least 1 frame has to be asked for");
        }
        return frames.getAndAccumulate(more, Demand::saturatedSum) == 0;
    }

    /**
     * Takes one frame's worth of demand.
     *
     * @return false if there is none
     */
    public boolean take() {
        int before = frames.get();
        while (before > 0 && !frames.compareAndSet(before, before - 1)) {
            before = frames.get();
        }
        return before > 0;
    }

    /**
     * Whether nothing may be delivered now.
     *
     * @return true if {@link #take} would give false
     */
    public boolean isEmpty() {
        return frames.get() == 0;
    }

    private static int saturatedSum(int demand, int more) {
        return (int) Math.min(Integer.MAX_VALUE, (long) demand + more);
    }
}
