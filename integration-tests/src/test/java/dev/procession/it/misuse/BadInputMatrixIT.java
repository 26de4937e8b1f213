package dev.procession.it.misuse;

import dev.procession.it.pool.Installed;
import dev.procession.pool.ProcessPool;
import dev.procession.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a caller gets wrong: he is told so within a second, by an error that names the value, or the limit, and says what
 * to do. What needs a worker is tried over each transport, the rest once.
 */
@ExtendWith(LeakGuard.class)
class BadInputMatrixIT {
    private static final MisuseTable TABLE = new MisuseTable();

    /** A folder without anything. */
    @TempDir
    static Path empty = Path.of("");

    @AfterAll
    static void report() throws IOException {
        TABLE.write(
                Path.of("target", "failsafe-reports", "bad-input.md"),
                "Each misuse, what it is answered with, and milliseconds from the call until then, on Java "
                        + Runtime.version().feature() + ".");
    }

    @TestFactory
    Stream<DynamicTest> everyMisuseIsAnsweredWithinASecondByWhatToDo() {
        ProcessPool pool = ProcessPool.builder().processes(0, 1).build();
        return Stream.of(
                        PoolMisuses.all(empty),
                        TaskMisuses.all(pool, empty),
                        ProcessMisuses.all(empty),
                        ConnectionMisuses.all(empty),
                        PropertyMisuses.all().stream())
                .flatMap(rows -> rows)
                .map(row -> DynamicTest.dynamicTest(row.words(), () -> row.check("", TABLE)))
                .onClose(pool::close);
    }

    @TestFactory
    Stream<DynamicNode> everyMisuseOverATransportIsAnsweredWithinASecondByWhatToDo() {
        return Installed.transports().map(transport -> DynamicContainer.dynamicContainer(transport, over(transport)));
    }

    private static Stream<DynamicTest> over(String transport) {
        ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .transport(transport)
                .maxFrameBytes(TravelMisuses.FRAME_BYTES)
                .classPath(TravelMisuses.classPath())
                .output(line -> {})
                .build();
        DynamicTest warm = DynamicTest.dynamicTest("a worker is there", () -> pool.apply(() -> 1));
        Stream<DynamicTest> rows = Stream.concat(TravelMisuses.all(pool), PoolMisuses.starts(transport, empty).stream())
                .map(row -> DynamicTest.dynamicTest(row.words(), () -> row.check(transport, TABLE)));
        return Stream.concat(Stream.of(warm), rows).onClose(pool::close);
    }
}
