package dev.procession.benchmarks.report;

import dev.procession.benchmarks.figures.Figure;
import dev.procession.benchmarks.measure.Contest;
import dev.procession.benchmarks.measure.Samples;
import java.time.Duration;
import java.util.List;

/**
 * What one figure came to.
 *
 * @param figure which
 * @param contests its contests, as far as it got
 * @param failure why it did not get to its end; empty if it did
 * @param elapsed how long it took
 */
public record FigureResult(Figure figure, List<Measured> contests, String failure, Duration elapsed) {
    /**
     * A contest that was run.
     *
     * @param contest which
     * @param samples what came out
     */
    public record Measured(Contest contest, Samples samples) {}
}
