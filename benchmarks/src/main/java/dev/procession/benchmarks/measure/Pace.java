package dev.procession.benchmarks.measure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A probe of something that can be done any number of times: as often as fits into its slot, found by trying. */
public final class Pace implements Probe {
    /** Times the slot that the trying takes at the least, which warms up what is measured: JVMs need it most. */
    public static final int WARM_UP_SLOTS = 5;

    private static final int FASTEST_GROWTH = 16;

    private final Bulk bulk;
    private final long slotNanos;
    private final int most;
    private long warmUpNanos;
    private int count;

    private Pace(Bulk bulk, Duration slot, int least, int most) {
        this.bulk = bulk;
        this.slotNanos = slot.toNanos();
        this.most = most;
        this.count = least;
        this.warmUpNanos = WARM_UP_SLOTS * slotNanos;
    }

    /** What is repeated. */
    @FunctionalInterface
    public interface Bulk {
        /**
         * Does it so many times.
         *
         * @param count how many times
         * @return what was measured; {@link #NANOS} among it
         * @throws Exception if it fails
         */
        Map<String, Double> run(int count) throws Exception;
    }

    /** The key of the time that a bulk took. */
    public static final String NANOS = "nanos";

    /** The key of how often it was done. */
    public static final String COUNT = "count";

    /**
     * A probe that repeats.
     *
     * @param bulk what to repeat
     * @param slot the time of one measurement
     * @param least how often at the least
     * @param most how often at the most
     * @return the probe
     */
    public static Pace of(Bulk bulk, Duration slot, int least, int most) {
        return new Pace(bulk, slot, least, most);
    }

    /**
     * Has it tried for longer, where it takes that long until everything is compiled.
     *
     * @param least how long at the least
     * @return this
     */
    public Pace warmedUpFor(Duration least) {
        warmUpNanos = Math.max(warmUpNanos, least.toNanos());
        return this;
    }

    @Override
    public void prepare() throws Exception {
        long spent = 0;
        int tries = 0;
        // The first try may take the time of many, and what is compiled meanwhile is fast only then.
        while (spent < warmUpNanos || (tries < WARM_UP_SLOTS && count > 1)) {
            long nanos = Math.max(1, nanos(bulk.run(count)));
            spent += nanos;
            tries++;
            double fitting = (double) slotNanos / nanos;
            count = (int) Math.max(1, Math.min(most, count * Math.min(FASTEST_GROWTH, fitting)));
        }
    }

    @Override
    public Map<String, Double> measure() throws Exception {
        Map<String, Double> sample = new LinkedHashMap<>(bulk.run(count));
        sample.put(COUNT, (double) count);
        return sample;
    }

    private static long nanos(Map<String, Double> sample) {
        return sample.getOrDefault(NANOS, 0.0).longValue();
    }
}
