package dev.procession.it.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The report: what happened in each row on each transport, and how long it took at the longest. */
final class FaultTable {
    private final Map<String, Map<String, Entry>> rows = new LinkedHashMap<>();
    private final TreeSet<String> transports = new TreeSet<>();

    private record Entry(String outcome, long millis, int times) {
        Entry and(Entry other) {
            String outcomes = outcome.contains(other.outcome) ? outcome : outcome + " or " + other.outcome;
            return new Entry(outcomes, Math.max(millis, other.millis), times + other.times);
        }
    }

    void add(String row, String transport, String outcome, long millis) {
        transports.add(transport);
        rows.computeIfAbsent(row, unused -> new LinkedHashMap<>())
                .merge(transport, new Entry(outcome, millis, 1), Entry::and);
    }

    void write(Path file, String title) throws IOException {
        List<String> lines = new ArrayList<>(List.of(title, "", "| | " + String.join(" | ", transports) + " |"));
        lines.add("|---".repeat(transports.size() + 1) + "|");
        rows.forEach((row, entries) -> lines.add("| " + row + " | " + cells(entries) + " |"));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, lines);
    }

    private String cells(Map<String, Entry> entries) {
        return transports.stream()
                .map(transport -> cell(entries.get(transport)))
                .reduce((left, right) -> left + " | " + right)
                .orElse("");
    }

    private static String cell(Entry entry) {
        if (entry == null) {
            return "not run";
        }
        String times = entry.times == 1 ? "" : ", the longest of " + entry.times;
        return entry.outcome + ", " + entry.millis + " ms" + times;
    }
}
