package dev.procession.benchmarks.measure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the rounds of one contest gave. Used by one thread. */
public final class Samples {
    private final Map<String, List<Map<String, Double>>> byEntrant = new LinkedHashMap<>();
    private final Map<String, String> absences = new HashMap<>();

    Samples(List<Entrant> entrants) {
        for (Entrant entrant : entrants) {
            byEntrant.put(entrant.name(), new ArrayList<>());
            if (entrant.probe() == null) {
                absences.put(entrant.name(), entrant.absence());
            }
        }
    }

    /**
     * How many rounds there were.
     *
     * @return of whoever had the most
     */
    public int rounds() {
        return byEntrant.values().stream().mapToInt(List::size).max().orElse(0);
    }

    boolean isAbsent(String entrant) {
        return absences.containsKey(entrant);
    }

    void out(String entrant, String reason) {
        absences.put(entrant, reason);
    }

    void add(String entrant, Map<String, Double> sample) {
        of(entrant).add(sample);
    }

    /**
     * One entrant's, by round.
     *
     * @param entrant its name
     * @return its samples; those of the rounds before it was out, if it is
     */
    public List<Map<String, Double>> of(String entrant) {
        return byEntrant.getOrDefault(entrant, List.of());
    }

    /**
     * Why there is nothing, or no more, of an entrant.
     *
     * @param entrant its name
     * @return the reason; empty if it took part to the end
     */
    public Optional<String> absence(String entrant) {
        if (!byEntrant.containsKey(entrant)) {
            return Optional.of("not measured");
        }
        return Optional.ofNullable(absences.get(entrant));
    }

    /**
     * The middle of one entrant's values.
     *
     * @param entrant its name
     * @param metric of what
     * @return the spread; empty if it has no sample
     */
    public Optional<Spread> spread(String entrant, String metric) {
        List<Double> values = of(entrant).stream()
                .map(sample -> sample.getOrDefault(metric, Double.NaN))
                .toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }

    /**
     * How two compare, round by round.
     *
     * @param comparison the two and what is asked for
     * @return the spread of their ratios, or differences; empty if one of them is absent
     */
    public Optional<Spread> compare(Comparison comparison) {
        if (absence(comparison.subject()).isPresent()
                || absence(comparison.peer()).isPresent()) {
            return Optional.empty();
        }
        List<Map<String, Double>> subject = of(comparison.subject());
        List<Map<String, Double>> peer = of(comparison.peer());
        List<Double> figures = new ArrayList<>();
        for (int round = 0; round < Math.min(subject.size(), peer.size()); round++) {
            figures.add(comparison
                    .target()
                    .of(
                            subject.get(round).getOrDefault(comparison.metric(), Double.NaN),
                            peer.get(round).getOrDefault(comparison.metric(), Double.NaN)));
        }
        return figures.isEmpty() ? Optional.empty() : Optional.of(Spread.of(figures));
    }
}
