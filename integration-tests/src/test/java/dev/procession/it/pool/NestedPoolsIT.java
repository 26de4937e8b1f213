package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.procession.core.ProcessContext;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProcessionException;
import dev.procession.pool.PoolBuilder;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.RemoteStackTrace;
import dev.procession.pool.WorkerLostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pools that tasks build: they work, go two deep, and end with the worker that built them. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NestedPoolsIT {
    private static final Duration GONE_WITHIN = Duration.ofSeconds(2);

    private static PoolBuilder pool(String transport) {
        return ProcessPool.builder().transport(transport).output(line -> {});
    }

    /** What a task finds out with a pool of its own. */
    private static String nest(String transport) throws Exception {
        try (ProcessPool inner = pool(transport).build()) {
            List<Integer> depths = inner.map(x -> ProcessContext.current().depth(), List.of(1, 2));
            assertThatThrownBy(() -> inner.apply(() -> pool(transport).build().processes()))
                    .cause()
                    .isInstanceOfSatisfying(
                            ProcessionException.class,
                            tooDeep -> assertThat(tooDeep.code()).isEqualTo(ErrorCode.SPAWN_BOMB))
                    .hasMessage(
                            "a process pool is to be started in a child of depth 2, the limit is 2; if that is meant,"
                                    + " raise it with -Dprocession.maxDepth=3");
            return inner.transport() + " " + inner.processes() + " " + depths;
        }
    }

    @ParameterizedTest
    @MethodSource("dev.procession.it.pool.Installed#transports")
    void aTaskUsesAPoolOfItsOwnOneDeeperAndNoDeeper(String transport) throws Exception {
        try (ProcessPool pool = pool(transport).processes(1).build()) {
            assertThat(pool.<String, String>apply(NestedPoolsIT::nest, transport))
                    .isEqualTo(transport + " 1 [2, 2]");
        }
    }

    /** Leaves a pool open, with a worker that is busy. */
    @SuppressWarnings("resource") // that is the point
    private static long leaveOpen() throws Exception {
        ProcessPool inner = pool("pipe").build();
        long pid = inner.apply(() -> ProcessHandle.current().pid());
        inner.runAsync(() -> new CountDownLatch(1).await());
        return pid;
    }

    /** Who has not been reaped, which is up to init, is gone all the same. */
    private static void awaitGone(long pid) {
        await().atMost(GONE_WITHIN).until(() -> !OrphanChaosIT.runs(pid));
    }

    private static int failWithin(String what) throws Exception {
        try (ProcessPool inner = pool("pipe").processes(1).build()) {
            return what.equals("halt")
                    ? inner.apply(() -> {
                        Runtime.getRuntime().halt(3);
                        return 0;
                    })
                    : inner.apply((String text) -> Integer.parseInt(text), what);
        }
    }

    @Test
    void whatFailsInANestedPoolComesThroughTheOuterOne() {
        try (ProcessPool pool = pool("pipe").processes(1).build()) {
            assertThatThrownBy(() -> pool.apply(NestedPoolsIT::failWithin, "x"))
                    .cause()
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(NumberFormatException.class)
                    .satisfies(outer -> assertThat(outer.getCause().getSuppressed())
                            .hasExactlyElementsOfTypes(RemoteStackTrace.class));
            assertThatThrownBy(() -> pool.apply(NestedPoolsIT::failWithin, "halt"))
                    .cause()
                    .cause()
                    .isInstanceOfSatisfying(
                            WorkerLostException.class,
                            lost -> assertThat(lost.certificate().exit().code()).hasValue(3));
        }
    }

    @Test
    void theWorkersOfANestedPoolDieWithTheWorkerThatBuiltIt() throws Exception {
        long inner;
        try (ProcessPool pool = pool("pipe").processes(1).build()) {
            long killed = pool.apply(NestedPoolsIT::leaveOpen);
            long worker = pool.apply(() -> ProcessHandle.current().pid());
            assertThat(ProcessHandle.of(worker).orElseThrow().destroyForcibly()).isTrue();
            awaitGone(killed);
            inner = pool.apply(NestedPoolsIT::leaveOpen);
            assertThat(ProcessHandle.of(inner)).as("of the worker's successor").isPresent();
        }
        awaitGone(inner);
    }
}
