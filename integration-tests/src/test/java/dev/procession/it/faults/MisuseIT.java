package dev.procession.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.procession.it.pool.Installed;
import dev.procession.pool.ProcessPool;
import dev.procession.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever a user gets wrong is answered within a second, by an exception that names it; where that does not say it all, also what to do. */
@ExtendWith(LeakGuard.class)
class MisuseIT {
    private static final FaultTable TABLE = new FaultTable();

    @AfterAll
    static void report() throws IOException {
        TABLE.write(
                Path.of("target", "failsafe-reports", "misuse.md"),
                "What a user may get wrong, how he is answered, and in how many milliseconds, on Java "
                        + Runtime.version().feature() + ".");
    }

    @TestFactory
    Stream<DynamicTest> whatNeedsNoWorkerIsAnsweredWithinASecond() {
        return Misuse.anywhere().stream()
                .map(misuse -> DynamicTest.dynamicTest(misuse.row(), () -> answer(misuse, "any")));
    }

    @TestFactory
    Stream<DynamicTest> whatAPoolIsAskedIsAnsweredWithinASecond() {
        return Installed.transports().flatMap(MisuseIT::ofAPool);
    }

    private static Stream<DynamicTest> ofAPool(String transport) {
        ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .transport(transport)
                .maxFrameBytes(256 << 10)
                .output(line -> {})
                .build();
        DynamicTest warm = DynamicTest.dynamicTest(
                transport + ": a worker is there",
                () -> assertThat(pool.<Integer>apply(() -> 1)).isEqualTo(1));
        Stream<DynamicTest> rows = Misuse.of(pool).stream()
                .map(misuse -> DynamicTest.dynamicTest(transport + ": " + misuse.row(), () -> {
                    answer(misuse, transport);
                    assertThat(pool.<Integer>apply(() -> 1)).isEqualTo(1);
                }));
        return Stream.of(
                        Stream.of(warm), rows, Stream.of(DynamicTest.dynamicTest(transport + ": the end", pool::close)))
                .flatMap(tests -> tests);
    }

    private static void answer(Misuse misuse, String transport) {
        long begun = System.nanoTime();
        Throwable answer = catchThrowable(misuse.call()::execute);
        long millis = (System.nanoTime() - begun) / 1_000_000;

        assertThat(answer).as("the answer to %s", misuse.row()).isNotNull();
        Throwable looked = Misuse.looked(answer);
        TABLE.add(misuse.row(), transport, looked.getClass().getSimpleName(), millis);
        System.out.println(misuse.row() + " [" + millis + " ms] "
                + looked.getClass().getSimpleName() + ": " + looked.getMessage());
        assertThat(looked).isInstanceOf(misuse.answer());
        assertThat(String.valueOf(looked.getMessage()))
                .containsPattern(Pattern.compile(misuse.words(), Pattern.DOTALL));
        assertThat(millis).as("milliseconds until the answer").isLessThanOrEqualTo(MachineLoad.limitMillis(1_000));
    }
}
