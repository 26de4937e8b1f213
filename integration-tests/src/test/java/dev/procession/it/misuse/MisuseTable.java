package dev.procession.it.misuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The report: what was answered to each misuse, and how long it took, on each transport where it was tried on several. */
final class MisuseTable {
    /** Of what a JVM has printed the end says no more. */
    private static final int MOST_CHARS = 700;

    private final Map<String, Row> rows = new LinkedHashMap<>();

    private record Row(String answer, Map<String, Long> millis) {}

    synchronized void add(String words, String where, String answer, long millis) {
        rows.computeIfAbsent(words, unused -> new Row(answer, new LinkedHashMap<>()))
                .millis()
                .put(where, millis);
    }

    synchronized void write(Path file, String title) throws IOException {
        List<String> lines = new ArrayList<>(List.of(title, "", "| misuse | answer | time |", "|---|---|---|"));
        rows.forEach((words, row) ->
                lines.add("| " + cell(words) + " | " + cell(row.answer()) + " | " + times(row.millis()) + " |"));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, lines);
    }

    private static String cell(String text) {
        String line = text.strip().replaceAll("\\s*\\R\\s*", " / ").replace("|", "\\|");
        return line.length() <= MOST_CHARS ? line : line.substring(0, MOST_CHARS) + "...";
    }

    private static String times(Map<String, Long> millis) {
        return millis.entrySet().stream()
                .map(entry -> (entry.getKey() + " " + entry.getValue() + " ms").strip())
                .collect(Collectors.joining(", "));
    }
}
