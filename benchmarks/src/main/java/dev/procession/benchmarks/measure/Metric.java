package dev.procession.benchmarks.measure;

/**
 * One kind of value that a measurement gives.
 *
 * @param name its key in a sample
 * @param unit what it counts in
 * @param better which values are
 */
public record Metric(String name, String unit, Better better) {
    /** Which of two values is the better one. */
    public enum Better {
        /** The higher, as of a rate. */
        HIGHER,
        /** The lower, as of a time. */
        LOWER
    }

    /**
     * One of which more is better.
     *
     * @param name its key
     * @param unit its unit
     * @return the metric
     */
    public static Metric rate(String name, String unit) {
        return new Metric(name, unit, Better.HIGHER);
    }

    /**
     * One of which less is better.
     *
     * @param name its key
     * @param unit its unit
     * @return the metric
     */
    public static Metric cost(String name, String unit) {
        return new Metric(name, unit, Better.LOWER);
    }
}
