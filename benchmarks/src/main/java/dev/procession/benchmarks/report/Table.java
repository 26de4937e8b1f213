package dev.procession.benchmarks.report;

import dev.procession.benchmarks.measure.Comparison;
import dev.procession.benchmarks.measure.Metric;
import dev.procession.benchmarks.measure.Samples;
import dev.procession.benchmarks.measure.Spread;
import dev.procession.benchmarks.measure.Target;
import dev.procession.benchmarks.report.FigureResult.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Results in lines for people: a line for each comparison. */
public final class Table {
    private static final String NOTHING = "–";

    private Table() {}

    /**
     * What one figure came to.
     *
     * @param result its result
     * @return lines
     */
    public static List<String> of(FigureResult result) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s: %s (%.0f s)",
                result.figure().name(),
                result.figure().question(),
                result.elapsed().toMillis() / 1e3));
        for (Measured measured : result.contests()) {
            for (Metric metric : measured.contest().metrics()) {
                rows(lines, measured, metric);
            }
        }
        if (!result.failure().isEmpty()) {
            lines.add("  not measured to the end: " + result.failure());
        }
        return lines;
    }

    private static void rows(List<String> lines, Measured measured, Metric metric) {
        List<Comparison> comparisons = measured.contest().comparisons().stream()
                .filter(comparison -> comparison.metric().equals(metric.name()))
                .toList();
        if (comparisons.isEmpty()) {
            return;
        }
        String label = measured.contest().label();
        int rounds = measured.samples().rounds();
        String better = metric.better() == Metric.Better.HIGHER ? "more is better" : "less is better";
        String basis = better + ", " + rounds + (rounds == 1 ? " round" : " rounds");
        String title = String.join(", ", label.isEmpty() ? List.of(metric.name()) : List.of(label, metric.name()));
        lines.add(row(
                title, metric.unit(), "against", metric.unit(), "ratio", "least..most", "target", "(" + basis + ")"));
        for (Comparison comparison : comparisons) {
            lines.add(row(measured.samples(), comparison));
        }
    }

    private static String row(Samples samples, Comparison comparison) {
        Optional<Spread> figure = samples.compare(comparison);
        Target target = comparison.target();
        String verdict = figure.filter(any -> target.isSet())
                .map(spread -> target.isMetBy(spread.median()) ? "met" : "NOT MET")
                .orElse("");
        return row(
                comparison.subject(),
                median(samples, comparison.subject(), comparison.metric()),
                comparison.peer(),
                median(samples, comparison.peer(), comparison.metric()),
                figure.map(spread -> ratio(target, spread.median())).orElse(NOTHING),
                figure.map(spread -> number(spread.least()) + ".." + number(spread.most()))
                        .orElse(""),
                target.toString(),
                figure.isPresent() ? verdict : absence(samples, comparison));
    }

    private static String row(String... columns) {
        return String.format(Locale.ROOT, "  %-22s %12s  %-28s %12s  %9s  %-18s %-7s %s", (Object[]) columns)
                .stripTrailing();
    }

    private static String absence(Samples samples, Comparison comparison) {
        String who = samples.absence(comparison.subject()).isPresent() ? comparison.subject() : comparison.peer();
        return who + ": " + samples.absence(who).orElse("no sample");
    }

    private static String median(Samples samples, String entrant, String metric) {
        return samples.spread(entrant, metric)
                .map(spread -> number(spread.median()))
                .orElse(NOTHING);
    }

    private static String ratio(Target target, double figure) {
        return target.rule() == Target.Rule.AT_MOST_ABOVE ? signed(figure) : number(figure) + " ×";
    }

    private static String signed(double figure) {
        return (figure >= 0 ? "+" : "") + number(figure);
    }

    /** Three digits that tell something, without an exponent. */
    static String number(double value) {
        double size = Math.abs(value);
        if (size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
    }
}
