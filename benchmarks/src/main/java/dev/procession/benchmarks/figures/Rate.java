package dev.procession.benchmarks.figures;

import dev.procession.benchmarks.measure.Metric;
import dev.procession.benchmarks.measure.Pace;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often something is done in a second. */
public final class Rate {
    /** The metric's name. */
    public static final String KEY = "rate";

    private static final double NANOS_PER_SECOND = 1e9;

    private Rate() {}

    /**
     * The metric.
     *
     * @param unit of what
     * @return the metric
     */
    public static Metric of(String unit) {
        return Metric.rate(KEY, unit);
    }

    /**
     * A sample.
     *
     * @param amount how much was done
     * @param nanos in which time
     * @return the rate and the time
     */
    public static Map<String, Double> sample(double amount, double nanos) {
        Map<String, Double> sample = new LinkedHashMap<>();
        sample.put(KEY, amount * NANOS_PER_SECOND / nanos);
        sample.put(Pace.NANOS, nanos);
        return sample;
    }

    /**
     * A sample that ends now.
     *
     * @param amount how much was done
     * @param begun when it began, by {@link System#nanoTime}
     * @return the rate and the time
     */
    public static Map<String, Double> since(double amount, long begun) {
        return sample(amount, (double) (System.nanoTime() - begun));
    }

    /**
     * What a program says of a question whose answer is a time.
     *
     * @param question what to ask, without the count
     * @return what to repeat
     */
    public static Entrants.LineBulk asked(String question) {
        return (program, count) -> sample(count, program.ask(question + " " + count)[0]);
    }
}
