package dev.procession.benchmarks.measure;

import java.util.List;
import java.util.NoSuchElementException;

/**
 * Entrants that take turns, and how they are held against each other.
 *
 * @param label what is special about it among its figure's; may be empty
 * @param metrics what its probes give
 * @param entrants who takes part
 * @param comparisons what is told of them
 */
public record Contest(String label, List<Metric> metrics, List<Entrant> entrants, List<Comparison> comparisons) {
    /**
     * A metric by its name.
     *
     * @param name the name
     * @return the metric
     */
    public Metric metric(String name) {
        return metrics.stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no metric " + name + " in " + metrics));
    }
}
