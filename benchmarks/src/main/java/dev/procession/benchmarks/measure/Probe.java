package dev.procession.benchmarks.measure;

import java.util.Map;

/** Measures one entrant, again and again. */
@FunctionalInterface
public interface Probe {
    /** Runs in what is to be measured and finds out how often it fits into its time; before the first round. */
    default void prepare() throws Exception {}

    /**
     * Measures once.
     *
     * @return a value for each metric, by its name; others are only written down
     * @throws Exception if it cannot; the entrant is out then
     */
    Map<String, Double> measure() throws Exception;
}
