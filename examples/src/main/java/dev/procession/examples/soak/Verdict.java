package dev.procession.examples.soak;

import dev.procession.examples.soak.load.SoakPlan;
import dev.procession.examples.soak.load.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a soak has found.
 *
 * @param plan what it was to do
 * @param elapsed how long it took
 * @param findings what is wrong, with the most telling first
 * @param holdings what was held at each look
 * @param tallies the counts of each transport
 */
record Verdict(SoakPlan plan, Duration elapsed, List<String> findings, Holdings holdings, Map<String, Tally> tallies) {

    boolean isGood() {
        return findings.isEmpty();
    }

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(countTable());
        lines.add("");
        lines.addAll(holdings.table());
        lines.add("");
        for (String finding : findings) {
            lines.add("found " + finding);
        }
        lines.add(String.format(
                Locale.ROOT,
                "%.1f minutes, JDK %s, seed %d, %d workers each over %s, %d looks: %s",
                elapsed.toMillis() / 60_000.0,
                Runtime.version().feature(),
                plan.seed(),
                plan.workers(),
                String.join(", ", plan.transports()),
                holdings.looks().size(),
                isGood() ? "flat and right" : findings.size() + " found"));
        if (!isGood()) {
            lines.add("To run it again: " + plan.command());
        }
        return lines;
    }

    /** A line for each kind and outcome, a column for each transport. */
    private List<String> countTable() {
        List<String> lines = new ArrayList<>();
        lines.add(row("calls and blows", "outcome", List.copyOf(tallies.keySet())));
        rows().forEach((kind, outcomes) -> outcomes.forEach((outcome, counts) -> lines.add(row(
                kind,
                outcome,
                tallies.keySet().stream()
                        .map(transport -> Long.toString(counts.getOrDefault(transport, 0L)))
                        .toList()))));
        return lines;
    }

    private static String row(String kind, String outcome, List<String> columns) {
        StringBuilder row = new StringBuilder(String.format("%-32s %-20s", kind, outcome));
        columns.forEach(column -> row.append(String.format(" %10s", column)));
        return row.toString();
    }

    /** The counts by kind, outcome and transport. */
    private Map<String, Map<String, Map<String, Long>>> rows() {
        Map<String, Map<String, Map<String, Long>>> rows = new TreeMap<>();
        tallies.forEach((transport, tally) -> tally.counts()
                .forEach((kind, outcomes) ->
                        outcomes.forEach((outcome, count) -> rows.computeIfAbsent(kind, any -> new TreeMap<>())
                                .computeIfAbsent(outcome, any -> new TreeMap<>())
                                .put(transport, count))));
        return rows;
    }

    /** For programs: findings, counts by transport, kind and outcome, and what was held at each look. */
    String json() {
        Map<String, Object> counts = new TreeMap<>();
        tallies.forEach((transport, tally) -> counts.put(transport, tally.counts()));
        Map<String, Object> all = new TreeMap<>(Map.of(
                "seed",
                plan.seed(),
                "seconds",
                elapsed.toSeconds(),
                "jdk",
                Runtime.version().feature(),
                "findings",
                findings,
                "counts",
                counts,
                "looks",
                holdings.looks()));
        return Json.of(all);
    }
}
