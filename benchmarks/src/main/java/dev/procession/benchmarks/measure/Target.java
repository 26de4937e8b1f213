package dev.procession.benchmarks.measure;

import java.util.Locale;

/**
 * What a comparison has to come to.
 *
 * @param rule how its bound is meant
 * @param bound the least or the most
 */
public record Target(Rule rule, double bound) {
    /** Nothing is asked for. */
    public static final Target NONE = new Target(Rule.NONE, 0);

    /** How a bound is meant. */
    public enum Rule {
        /** No bound. */
        NONE,
        /** Of the ratio, at the least. */
        AT_LEAST,
        /** Of the ratio, at the most. */
        AT_MOST,
        /** Of the difference, at the most. */
        AT_MOST_ABOVE
    }

    /**
     * A ratio that is to be reached.
     *
     * @param ratio the least
     * @return the target
     */
    public static Target atLeast(double ratio) {
        return new Target(Rule.AT_LEAST, ratio);
    }

    /**
     * A ratio that is not to be passed.
     *
     * @param ratio the most
     * @return the target
     */
    public static Target atMost(double ratio) {
        return new Target(Rule.AT_MOST, ratio);
    }

    /**
     * A difference that is not to be passed.
     *
     * @param difference the most, in the metric's unit
     * @return the target
     */
    public static Target atMostAbove(double difference) {
        return new Target(Rule.AT_MOST_ABOVE, difference);
    }

    /**
     * Whether there is one.
     *
     * @return false for {@link #NONE}
     */
    public boolean isSet() {
        return rule != Rule.NONE;
    }

    /**
     * What is looked at: the ratio of two values of a round, or their difference.
     *
     * @param subject the one
     * @param peer the other
     * @return the figure
     */
    public double of(double subject, double peer) {
        return rule == Rule.AT_MOST_ABOVE ? subject - peer : subject / peer;
    }

    /**
     * Whether a figure is good enough.
     *
     * @param figure from {@link #of}
     * @return true if it keeps the bound, or there is none
     */
    public boolean isMetBy(double figure) {
        return switch (rule) {
            case NONE -> true;
            case AT_LEAST -> figure >= bound;
            case AT_MOST, AT_MOST_ABOVE -> figure <= bound;
        };
    }

    @Override
    public String toString() {
        String number = String.format(Locale.ROOT, bound == Math.rint(bound) ? "%.0f" : "%s", bound);
        return switch (rule) {
            case NONE -> "";
            case AT_LEAST -> "≥ " + number;
            case AT_MOST -> "≤ " + number;
            case AT_MOST_ABOVE -> "≤ +" + number;
        };
    }
}
