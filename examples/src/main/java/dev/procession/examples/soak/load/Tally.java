package dev.procession.examples.soak.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each kind of call or blow came to each outcome, for one transport. Thread-safe. */
public final class Tally {
    private final Map<String, Map<String, LongAdder>> counts = new ConcurrentSkipListMap<>();

    void count(String kind, String outcome) {
        count(kind, outcome, 1);
    }

    void count(String kind, String outcome, long times) {
        counts.computeIfAbsent(kind, any -> new ConcurrentSkipListMap<>())
                .computeIfAbsent(outcome, any -> new LongAdder())
                .add(times);
    }

    /** The counts by kind, then by outcome, in alphabetical order. */
    public Map<String, Map<String, Long>> counts() {
        Map<String, Map<String, Long>> sums = new TreeMap<>();
        counts.forEach((kind, outcomes) -> {
            Map<String, Long> sum = new TreeMap<>();
            outcomes.forEach((outcome, count) -> sum.put(outcome, count.sum()));
            sums.put(kind, sum);
        });
        return sums;
    }

    /** How many there were of all. */
    public long total() {
        return counts.values().stream()
                .flatMap(outcomes -> outcomes.values().stream())
                .mapToLong(LongAdder::sum)
                .sum();
    }
}
