package dev.procession.core.launch.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The default heap of children, by what machine and container have. */
class MemoryLimitTest {
    private static final long MIB = 1L << 20;

    @TempDir
    Path root = Path.of("");

    private void put(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private long heapFor(int children) {
        return MemoryLimit.heapFor(children, root.toString());
    }

    @ParameterizedTest
    @CsvSource({"1, 1024", "2, 1024", "8, 512", "1000, 32"})
    void childrenShareHalfOfTheMachine(int children, long mebibytes) throws IOException {
        put("proc/meminfo", "MemTotal:        8388608 kB\nMemFree:          100000 kB\n");

        assertThat(heapFor(children)).isEqualTo(mebibytes * MIB);
    }

    @ParameterizedTest
    @CsvSource({
        "0::/app, sys/fs/cgroup/app/memory.max",
        "0::/app, sys/fs/cgroup/memory.max",
        "4:memory:/app, sys/fs/cgroup/memory/app/memory.limit_in_bytes",
        "4:memory:/app, sys/fs/cgroup/memory/memory.limit_in_bytes"
    })
    void theContainersLimitCounts(String group, String file) throws IOException {
        put("proc/meminfo", "MemTotal:        8388608 kB\n");
        put("proc/self/cgroup", group + "\n");
        put(file, 512 * MIB + "\n");

        assertThat(heapFor(2)).isEqualTo(128 * MIB);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max", "9223372036854771712", "garbage", ""})
    void aContainerWithoutALimitHasTheMachine(String limit) throws IOException {
        put("proc/meminfo", "MemTotal:        1048576 kB\n");
        put("proc/self/cgroup", "0::/\n");
        put("sys/fs/cgroup/memory.max", limit);

        assertThat(heapFor(1)).isEqualTo(512 * MIB);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MemTotal:", "MemTotal: many kB\n", "MemTotal: 99999999999999999999 kB\n"})
    void aMachineThatDoesNotTellIsTakenForWhatThisJvmTakesItFor(String memory) throws IOException {
        long unknown = heapFor(1);
        put("proc/meminfo", memory);

        assertThat(heapFor(1)).isEqualTo(unknown).isBetween(32 * MIB, 1024 * MIB);
    }

    @Test
    void hereItIsBoundedAndShared() {
        assertThat(MemoryLimit.heapFor(1)).isBetween(32 * MIB, 1024 * MIB);
        assertThat(MemoryLimit.heapFor(1_000_000)).isEqualTo(32 * MIB);
    }
}
