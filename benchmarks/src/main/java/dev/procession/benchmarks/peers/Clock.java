package dev.procession.benchmarks.peers;

import java.util.LinkedHashMap;
import java.util.Map;

/** Times in milliseconds. */
public final class Clock {
    /** The key of a time. */
    public static final String MILLIS = "ms";

    private static final double NANOS_PER_MILLI = 1e6;
    private static final int THOUSAND = 1_000;

    private Clock() {}

    /**
     * A sample of a time that ends now.
     *
     * @param begun when it began, by {@link System#nanoTime}
     * @return the sample, in milliseconds
     */
    public static Map<String, Double> since(long begun) {
        return sample((double) (System.nanoTime() - begun));
    }

    /**
     * A sample of one time.
     *
     * @param nanos the time
     * @return the sample, in milliseconds
     */
    public static Map<String, Double> sample(double nanos) {
        Map<String, Double> sample = new LinkedHashMap<>();
        sample.put(MILLIS, nanos / NANOS_PER_MILLI);
        return sample;
    }

    /**
     * What a thousand take.
     *
     * @param nanos what all take
     * @param count how many they are
     * @return milliseconds
     */
    public static double millisPerThousand(double nanos, int count) {
        return nanos / NANOS_PER_MILLI * THOUSAND / count;
    }
}
