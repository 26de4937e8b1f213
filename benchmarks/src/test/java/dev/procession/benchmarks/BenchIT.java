package dev.procession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The harness from end to end, whatever its figures are. */
class BenchIT {
    @TempDir
    private Path folder;

    @Test
    void aQuickRunPrintsATableAndWritesEverySampleAsJson() throws Exception {
        StringWriter out = new StringWriter();
        Path file = folder.resolve("bench.json");
        CommandLine main = Main.commandLine().setOut(new PrintWriter(out, true));

        int exit = main.execute(
                "bench",
                "--quick",
                "--only",
                "single",
                "--rounds",
                "1",
                "--transports",
                "pipe",
                "--json",
                file.toString());

        assertThat(exit).isZero();
        assertThat(out.toString().lines())
                .anyMatch(line -> line.startsWith("single: "))
                .anyMatch(line -> line.matches(" +pipe +[0-9.,]+ +threads +[0-9.,]+ +[0-9.,]+ × .*"));
        assertThat(words(file))
                .contains("machine", "cores", "figures", "single", "entrants", "pipe", "threads", "samples", "rate");
    }

    /** All names and texts of a file that is JSON from its beginning to its end. */
    private static Set<String> words(Path file) throws Exception {
        Set<String> words = new HashSet<>();
        try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                words.add(parser.getText());
            }
        }
        return words;
    }
}
