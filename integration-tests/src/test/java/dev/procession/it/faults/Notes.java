package dev.procession.it.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What a task has noted in a file for its test to read, which survives the task's process: a word and the time. */
final class Notes {
    static final String RUN = "run";
    static final String DEED = "deed";

    private Notes() {}

    static void write(String file, String word) {
        try {
            Files.writeString(
                    Path.of(file),
                    word + " " + System.currentTimeMillis() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("the note cannot be written", e);
        }
    }

    /** When the word was written, in milliseconds since 1970, each time that it was. */
    static List<Long> times(Path file, String word) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> Long.valueOf(line.substring(word.length() + 1)))
                .toList();
    }
}
