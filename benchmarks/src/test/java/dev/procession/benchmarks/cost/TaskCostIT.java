package dev.procession.benchmarks.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.benchmarks.peers.JavaCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a task takes, in things that can be counted. How many tasks share a frame depends on when threads get a processor, so the
 * limits of frames and calls are between what was seen of many tasks in flight, 0.02 to 0.7 of each, and what they would take one
 * by one: 2 frames, and 4 calls or more. Bytes are what a task takes by itself and what each frame takes, some half more than
 * was seen of both: 800 and 1,700.
 */
@EnabledOnOs(OS.LINUX)
class TaskCostIT {
    private static final int MOST_SECONDS = 240;
    private static final int MOST_BYTES_OF_A_FRAME = 2_500;

    @TempDir
    private Path folder;

    /**
     * Of one task.
     *
     * @param bytes allocated by the parent's threads
     * @param calls of read and write, by the parent and the workers
     * @param frames both ways
     */
    private record Cost(double bytes, double calls, double frames) {
        static Cost of(String[] words) {
            return new Cost(Double.parseDouble(words[1]), Double.parseDouble(words[2]), Double.parseDouble(words[3]));
        }

        void isAtMost(double mostBytes, double mostCalls, double mostFrames) {
            assertThat(bytes)
                    .as("bytes allocated for a task, which took %s frames", frames)
                    .isLessThan(mostBytes + frames * MOST_BYTES_OF_A_FRAME);
            assertThat(calls).as("calls of read and write for a task").isLessThan(mostCalls);
            assertThat(frames).as("frames for a task").isLessThan(mostFrames);
        }
    }

    private Map<String, Cost> measured(String transport) throws Exception {
        Path output = folder.resolve("costs");
        Process program = new ProcessBuilder(
                        JavaCommand.of(JavaCommand.optionsFor(transport), CostProgram.class, transport))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(program.waitFor(MOST_SECONDS, TimeUnit.SECONDS))
                    .as("ended within %s s", MOST_SECONDS)
                    .isTrue();
        } finally {
            program.destroyForcibly();
        }
        String printed = Files.readString(output);
        System.out.println(transport + ":\n" + printed);
        assertThat(program.exitValue()).as(printed).isZero();
        Map<String, Cost> costs = new HashMap<>();
        for (String line : printed.lines().toList()) {
            String[] words = line.split(" ", -1);
            if (List.of("single", "imap", "map", "apply").contains(words[0])) {
                costs.put(words[0], Cost.of(words));
            }
        }
        return costs;
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipe", "socket", "mmap", "ring"})
    void aTaskTakesLittle(String transport) throws Exception {
        Map<String, Cost> costs = measured(transport);

        assertThat(costs).containsOnlyKeys("single", "imap", "map", "apply");
        costs.get("single").isAtMost(1_200, 0.5, 0.5);
        costs.get("imap").isAtMost(1_200, 1.5, 1.5);
        costs.get("map").isAtMost(300, 0.2, 0.1);
        costs.get("apply").isAtMost(1_200, 20, 2.2);
    }
}
