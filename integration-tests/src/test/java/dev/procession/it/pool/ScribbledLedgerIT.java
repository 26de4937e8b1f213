package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.WorkerLostException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker whose native code writes where it must not, also into the ledger that its parent reads. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScribbledLedgerIT {
    @RegisterExtension
    static final SharedPools POOLS = new SharedPools();

    private static final int HEADER_BYTES = 56;

    /** Fills the words of this worker's ledger, but for the magic number, with nonsense and dies. */
    private static int scribbleAndDie(int seed) throws IOException {
        byte[] nonsense = new byte[HEADER_BYTES - Long.BYTES];
        new Random(seed).nextBytes(nonsense);
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            String ledger = maps.filter(line -> line.endsWith(".ledger"))
                    .map(line -> line.substring(line.indexOf('/')))
                    .findFirst()
                    .orElseThrow();
            try (FileChannel file = FileChannel.open(Path.of(ledger), StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(nonsense), Long.BYTES);
            }
        }
        Runtime.getRuntime().halt(11);
        return 0;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void everyTaskSettlesAndThePoolLivesOn(int seed) throws Exception {
        ProcessPool pool = POOLS.of("pipe", 2);
        pool.map((Integer x) -> x, List.of(1, 2, 3, 4));
        List<TaskFuture<Integer>> before = futures(pool, 50);
        TaskFuture<Integer> dying = pool.applyAsync(ScribbledLedgerIT::scribbleAndDie, seed);
        List<TaskFuture<Integer>> after = futures(pool, 50);
        assertThatThrownBy(() -> dying.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(WorkerLostException.class);
        assertSettled(before);
        assertSettled(after);
        assertThat(pool.<Integer, Integer>apply(x -> x + 1, 1)).isEqualTo(2);
    }

    private static List<TaskFuture<Integer>> futures(ProcessPool pool, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> pool.applyAsync((Integer x) -> x + 1, i))
                .toList();
    }

    private static void assertSettled(List<TaskFuture<Integer>> futures) throws Exception {
        for (int i = 0; i < futures.size(); i++) {
            try {
                assertThat(futures.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i + 1);
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(WorkerLostException.class);
            }
        }
    }
}
