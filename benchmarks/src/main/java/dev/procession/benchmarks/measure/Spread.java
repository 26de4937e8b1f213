package dev.procession.benchmarks.measure;

import java.util.List;

/**
 * The middle of some values and how far they lie apart.
 *
 * @param median the middle one, or between the two middle ones
 * @param least the lowest
 * @param most the highest
 */
public record Spread(double median, double least, double most) {
    /**
     * Of some values.
     *
     * @param values at least one
     * @return their spread
     */
    public static Spread of(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no values: a spread needs at least one");
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
}
