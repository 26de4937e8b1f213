package dev.procession.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.ProcessPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The thread table of ARCHITECTURE.md against a live pool, on both sides. */
class ThreadTableIT {
    private static List<Pattern> table() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("ARCHITECTURE.md"))) {
            folder = folder.getParent();
        }
        List<Pattern> names = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("ARCHITECTURE.md"))) {
            if (line.startsWith("| `procession-")) {
                String name = line.split("`")[1];
                names.add(Pattern.compile(name.replaceAll("\\b[NKP]\\b", "\\\\d+")));
            }
        }
        return names;
    }

    private static List<String> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("procession"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipe", "socket", "mmap", "ring"})
    void everyThreadOfOursStandsInTheTable(String transport) throws Exception {
        List<String> live = new ArrayList<>();
        try (ProcessPool pool =
                ProcessPool.builder().processes(2).transport(transport).build()) {
            live.addAll(pool.<List<String>>apply(ThreadTableIT::ours));
            pool.applyAsync(() -> 1).thenAccept(x -> {}).get();
            live.addAll(ours());
        }
        List<Pattern> table = table();
        assertThat(live)
                .isNotEmpty()
                .allMatch(name ->
                        table.stream().anyMatch(pattern -> pattern.matcher(name).matches()));
    }
}
