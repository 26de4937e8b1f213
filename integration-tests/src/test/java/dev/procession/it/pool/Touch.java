package dev.procession.it.pool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts runs across processes: each run of a task appends one line to a file. */
final class Touch {
    private Touch() {}

    static void ran(String file, int task) {
        try {
            Files.writeString(Path.of(file), task + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often each task ran. */
    static Map<Integer, Long> counts(Path file) throws IOException {
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        return lines.stream().collect(Collectors.groupingBy(Integer::valueOf, Collectors.counting()));
    }
}
