package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.ProcessPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker loads of the transports on its class path: only the one that it uses. */
class BootstrapClassesIT {
    private static final String NETTY = "io.netty.";

    @TempDir
    Path folder;

    @Test
    void aWorkerOnPipesLoadsNoClassOfNetty() throws Exception {
        assertThat(loadedBy("pipe")).isNotEmpty().noneMatch(line -> line.contains(NETTY));
    }

    /** The other test would see them. */
    @Test
    void aWorkerOnSocketsLoadsNetty() throws Exception {
        assertThat(loadedBy("socket")).anyMatch(line -> line.contains(NETTY));
    }

    private List<String> loadedBy(String transport) throws Exception {
        Path log = folder.resolve(transport + ".log");
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .transport(transport)
                .jvmOptions("-Xlog:class+load:file=" + log)
                .build()) {
            assertThat(pool.<Integer>apply(() -> 1)).isEqualTo(1);
        }
        return lines(log);
    }

    private static List<String> lines(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("source:")).toList();
        }
    }
}
