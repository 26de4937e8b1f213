package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.it.JavaProgram;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A million items through a parent with a small heap. */
class SmallHeapIT {
    private static final int ITEMS = 1_000_000;

    /** The parent's program. */
    static final class Million {
        private Million() {}

        public static void main(String[] args) throws Exception {
            List<Integer> inputs = IntStream.rangeClosed(1, ITEMS).boxed().toList();
            try (ProcessPool pool =
                    ProcessPool.builder().processes(2).transport(args[0]).build()) {
                int chunk = Integer.parseInt(args[1]);
                TaskOptions options = TaskOptions.defaults();
                List<Integer> results = pool.with(chunk == 0 ? options : options.withChunkSize(chunk))
                        .map((Integer x) -> x + 1, inputs);
                for (int i = 0; i < ITEMS; i++) {
                    if (results.get(i) != i + 2) {
                        throw new AssertionError("item " + i + " came as " + results.get(i));
                    }
                }
                System.out.println("in order: " + results.size());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.procession.it.pool.Installed#transports")
    void aMillionItemsComeInOrderWithAParentOf96Megabytes(String transport) throws Exception {
        assertAllComeInOrder(transport, 0);
    }

    @Test
    void aQuarterOfAMillionSmallChunksFitThereToo() throws Exception {
        assertAllComeInOrder("pipe", 4);
    }

    /** A chunk of 0 items is one of the pool's own choice. */
    private static void assertAllComeInOrder(String transport, int chunk) throws Exception {
        JavaProgram program = JavaProgram.run(
                JavaProgram.command(
                        List.of(
                                "-Xmx96m",
                                "-XX:-UseSerialGC",
                                "-XX:TieredStopAtLevel=4"), // it is long: as a JVM would have it
                        JavaProgram.classPath(),
                        Million.class.getName(),
                        transport,
                        Integer.toString(chunk)),
                Duration.ofSeconds(100));
        assertThat(program.output()).contains("in order: " + ITEMS);
        assertThat(program.exitCode()).isZero();
    }
}
