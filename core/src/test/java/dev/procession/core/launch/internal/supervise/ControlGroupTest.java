package dev.procession.core.launch.internal.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders laid out as the versions of control groups do. */
class ControlGroupTest {
    private static final String V1 = "sys/fs/cgroup/memory";
    private static final String V2 = "sys/fs/cgroup";
    private static final String KILLS_1 = "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n";
    private static final String KILLS_2 = "low 0\nhigh 0\nmax 9\noom 5\noom_kill 4\noom_group_kill 7\n";

    @TempDir
    Path root = Path.of("");

    private void put(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private ControlGroup group() {
        return new ControlGroup(root.toString());
    }

    private void assertNothingIsTold() {
        assertThat(group().memoryKills()).isEmpty();
        assertThat(group().memoryLimit()).isEmpty();
        assertThat(group().memoryLeft()).isEmpty();
    }

    @Test
    void version2() throws IOException {
        put("proc/self/cgroup", "0::/user/app\n");
        put(V2 + "/user/app/memory.events", KILLS_2);
        put(V2 + "/user/memory.events", "oom_kill 99\n");
        put(V2 + "/user/app/memory.max", "1000\n");
        put(V2 + "/user/app/memory.current", "700\n");
        put(V2 + "/user/app/memory.stat", "anon 600\ninactive_file 50\nactive_file 60\n");

        assertThat(group().memoryKills()).hasValue(4);
        assertThat(group().memoryLimit()).hasValue(1000);
        assertThat(group().memoryLeft())
                .as("what the cache holds can be had back")
                .hasValue(350);
    }

    @Test
    void version1() throws IOException {
        put("proc/self/cgroup", "9:pids:/other\n4:cpu,memory:/docker/app\n1:name=systemd:/\n");
        put(V1 + "/docker/app/memory.oom_control", KILLS_1);
        put(V1 + "/memory.oom_control", "oom_kill 99\n");
        put(V1 + "/docker/app/memory.limit_in_bytes", "1000\n");
        put(V1 + "/docker/app/memory.usage_in_bytes", "700\n");
        put(V1 + "/docker/app/memory.stat", "inactive_file 5\ntotal_inactive_file 100\n");

        assertThat(group().memoryKills()).hasValue(3);
        assertThat(group().memoryLimit()).hasValue(1000);
        assertThat(group().memoryLeft()).hasValue(400);
    }

    @Test
    void bothAtOnceWithMemoryInVersion1() throws IOException {
        put("proc/self/cgroup", "4:memory:/app\n0::/\n");
        put("sys/fs/cgroup/unified/cgroup.procs", "1\n");
        put(V1 + "/app/memory.oom_control", KILLS_1);
        put(V1 + "/app/memory.limit_in_bytes", "1000\n");

        assertThat(group().memoryKills()).hasValue(3);
        assertThat(group().memoryLimit()).hasValue(1000);
    }

    @Test
    void bothAtOnceWithMemoryInVersion2() throws IOException {
        put("proc/self/cgroup", "2:pids:/app\n0::/app\n");
        put("sys/fs/cgroup/unified/app/memory.events", KILLS_2);
        put("sys/fs/cgroup/unified/app/memory.max", "1000\n");

        assertThat(group().memoryKills()).hasValue(4);
        assertThat(group().memoryLimit()).hasValue(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0::/", "0::/docker/cd34", "0::/kubepods/pod1/cd34"})
    void aContainersRootIsItsGroupWhateverItsName(String line) throws IOException {
        put("proc/self/cgroup", line + "\n");
        put(V2 + "/memory.events", KILLS_2);
        put(V2 + "/memory.max", "1000\n");
        put(V2 + "/memory.current", "1200\n");

        assertThat(group().memoryKills()).hasValue(4);
        assertThat(group().memoryLimit()).hasValue(1000);
        assertThat(group().memoryLeft()).as("never below nothing").hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4:memory:/", "4:memory:/docker/cd34"})
    void soItIsInVersion1(String line) throws IOException {
        put("proc/self/cgroup", line + "\n");
        put(V1 + "/memory.oom_control", KILLS_1);
        put(V1 + "/memory.limit_in_bytes", "1000\n");

        assertThat(group().memoryKills()).hasValue(3);
        assertThat(group().memoryLimit()).hasValue(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0::/..", "0::/../other", "4:memory:/../../other/app"})
    void aGroupOutsideOfWhatIsMountedIsNotToldOf(String line) throws IOException {
        put("proc/self/cgroup", line + "\n");
        for (String folder : new String[] {V1, V2}) {
            put(folder + "/memory.events", KILLS_2);
            put(folder + "/memory.max", "1000\n");
            put(folder + "/memory.oom_control", KILLS_1);
            put(folder + "/memory.limit_in_bytes", "1000\n");
        }

        assertNothingIsTold();
    }

    @Test
    void theSmallestLimitOnTheWayUpHolds() throws IOException {
        put("proc/self/cgroup", "0::/a/b/c\n");
        put(V2 + "/a/b/c/memory.max", "max\n");
        put(V2 + "/a/b/c/memory.current", "10\n");
        put(V2 + "/a/b/memory.max", "2000\n");
        put(V2 + "/a/b/memory.current", "1900\n");
        put(V2 + "/a/memory.max", "1000\n");
        put(V2 + "/a/memory.current", "500\n");

        assertThat(group().memoryLimit()).hasValue(1000);
        assertThat(group().memoryLeft()).hasValue(100);
    }

    @Test
    void noLimitIsTheLargestInVersion1() throws IOException {
        put("proc/self/cgroup", "4:memory:/\n");
        put(V1 + "/memory.limit_in_bytes", "9223372036854771712\n");
        put(V1 + "/memory.usage_in_bytes", "700\n");

        assertThat(group().memoryLeft().orElseThrow()).isGreaterThan(1L << 62);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "max",
                "-1",
                "oom_kill",
                "oom_kill ",
                "oom_kill x",
                "oom_kill 99999999999999999999",
                "\0\n\n: 1"
            })
    void whatIsNoNumberIsNotTold(String garbage) throws IOException {
        put("proc/self/cgroup", "4:memory:/app\n0::/app\n");
        for (String folder : new String[] {V1 + "/app", V2 + "/app"}) {
            put(folder + "/memory.events", garbage);
            put(folder + "/memory.max", garbage);
            put(folder + "/memory.oom_control", garbage);
            put(folder + "/memory.limit_in_bytes", garbage);
        }

        assertNothingIsTold();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n\n", ":", "::", "0:", "memory", "4:memory", "4:hugememory:/", "\0:\0:\0", "0::nowhere"})
    void groupsThatMakeNoSenseAreNone(String groups) throws IOException {
        put("proc/self/cgroup", groups);

        assertNothingIsTold();
    }

    @Test
    void whereThereAreNoFilesNothingIsTold() throws IOException {
        assertNothingIsTold();

        put("proc/self/cgroup", "4:memory:/app\n0::/app\n");
        assertNothingIsTold();
    }
}
