package dev.procession.it.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.it.JavaProgram;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.WorkerLostException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A program in a control group with little memory, where this machine lets us make one; else in ours. There no worker can be killed for
 * memory, and what it is told is asked of laid out folders only, in {@code ControlGroupTest}.
 */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MemoryKillIT {
    private static final Duration LIMIT = Duration.ofSeconds(80);
    private static final String FOR_MEMORY = "most likely by the kernel for memory";
    private static final int MEBIBYTE = 1 << 20;
    private static final int GROUP_MEBIBYTES = 512;

    private final Optional<Path> group = makeGroup();

    /** What is said of two workers that take more than there is, one after the other, and of one that is killed. */
    static final class Eaters {
        private Eaters() {}

        public static void main(String[] args) throws InterruptedException {
            try (ProcessPool pool = ProcessPool.builder()
                    .processes(2)
                    .maxHeapBytes(64L * MEBIBYTE)
                    .jvmOptions("-XX:MaxDirectMemorySize=4g")
                    .build()) {
                List<TaskFuture<Integer>> eaters = new ArrayList<>();
                for (String kind : args) {
                    eaters.add(kind.equals("eat") ? pool.applyAsync(Eaters::eat) : pool.applyAsync(Eaters::die));
                }
                for (TaskFuture<Integer> eater : eaters) {
                    System.out.println(reason(eater));
                }
            }
        }

        private static String reason(TaskFuture<Integer> task) throws InterruptedException {
            try {
                return "alive: " + task.get();
            } catch (ExecutionException e) {
                return e.getCause() instanceof WorkerLostException lost
                        ? lost.certificate().reason()
                        : e.getCause().toString();
            }
        }

        private static int eat() {
            List<ByteBuffer> eaten = new ArrayList<>();
            while (eaten.size() < 2 * GROUP_MEBIBYTES) {
                eaten.add(ByteBuffer.allocateDirect(MEBIBYTE)); // which is zeroed, and so touched
            }
            return eaten.size();
        }

        private static int die() {
            Runtime.getRuntime().halt(137);
            return 0;
        }
    }

    /** Of version 1 or 2. */
    private static Optional<Path> makeGroup() {
        Optional<Path> first = makeGroup(Path.of("/sys/fs/cgroup/memory"), "memory.limit_in_bytes");
        return first.isPresent() ? first : makeGroup(Path.of("/sys/fs/cgroup"), "memory.max");
    }

    private static Optional<Path> makeGroup(Path mount, String limit) {
        Path made = mount.resolve("procession-test-" + ProcessHandle.current().pid());
        if (!Files.exists(mount.resolve("cgroup.procs"))) {
            return Optional.empty();
        }
        try {
            Files.createDirectory(made);
        } catch (IOException notOurs) {
            return Optional.empty();
        }
        try {
            Files.writeString(made.resolve(limit), Long.toString((long) GROUP_MEBIBYTES * MEBIBYTE));
            return Optional.of(made);
        } catch (IOException noMemoryController) {
            made.toFile().delete();
            return Optional.empty();
        }
    }

    @AfterEach
    void removeGroup() throws IOException {
        if (group.isPresent()) {
            Files.delete(group.get());
        }
    }

    private List<String> reasons(String... kinds) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (group.isPresent()) {
            command.addAll(List.of("/bin/sh", "-c", "echo $$ > \"$0/cgroup.procs\" && exec \"$@\""));
            command.add(group.get().toString());
        }
        List<String> program = new ArrayList<>(List.of(Eaters.class.getName()));
        program.addAll(List.of(kinds));
        command.addAll(JavaProgram.command(
                List.of("-Xmx64m", "-Dprocession.archive=off"),
                JavaProgram.classPath(),
                program.toArray(new String[0])));
        return JavaProgram.run(command, LIMIT).output().lines().toList();
    }

    @Test
    void eachWorkerThatTheKernelKillsForMemoryIsSaidToBe() throws Exception {
        List<String> reasons = group.isPresent() ? reasons("eat", "eat") : reasons();

        assertThat(reasons)
                .hasSize(group.isPresent() ? 2 : 0)
                .allSatisfy(reason -> assertThat(reason).contains("SIGKILL", FOR_MEMORY));
    }

    @Test
    void aWorkerThatDiesInAnotherWayIsNot() throws Exception {
        assertThat(reasons("die", "die", "die"))
                .hasSize(3)
                .allSatisfy(reason -> assertThat(reason).contains("SIGKILL").doesNotContain("memory"));
    }
}
