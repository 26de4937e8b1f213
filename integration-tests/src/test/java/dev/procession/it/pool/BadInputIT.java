package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.RemoteFunction;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProcessionException;
import dev.procession.core.error.TransportException;
import dev.procession.pool.PoolClosedException;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.RemoteTaskException;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.Tasks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a user gets wrong: an error at the place where he can act, that says what to do; never a hang. */
@ParameterizedClass
@MethodSource("dev.procession.it.pool.Installed#transports")
class BadInputIT {
    @RegisterExtension
    static final SharedPools POOLS = new SharedPools();

    @Parameter
    String transport = "";

    private ProcessPool pool() {
        return ProcessPool.builder()
                .processes(1)
                .transport(transport)
                .output(line -> {})
                .build();
    }

    static final class Unwritable implements Serializable {
        private static final long serialVersionUID = 1L;
        private final int where;

        Unwritable(int where) {
            this.where = where;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            if (where == 0) {
                throw new IOException("does not want to be written");
            }
            out.defaultWriteObject();
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (where == 1) {
                throw new IOException("does not want to be read");
            }
        }
    }

    static final class OddException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // this is what the test is about
        private final Object resource = new Object();

        OddException(String message) {
            super(message);
        }

        @Override
        public String toString() {
            return super.toString() + (resource == null ? "?" : "");
        }
    }

    static final class StaticPool {
        static final ProcessPool POOL = ProcessPool.builder().processes(1).build();

        static int answer(int x) {
            return POOL == null ? 0 : x;
        }
    }

    @Test
    void anUnknownTransportNamesThoseThatAreThere() {
        assertThatThrownBy(
                        () -> ProcessPool.builder().transport("carrier-pigeon").build())
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("carrier-pigeon")
                .hasMessageContaining(transport);
    }

    @Test
    void aLambdaThatCapturesSomethingUnserializableNamesIt() {
        InputStream in = new ByteArrayInputStream(new byte[1]);
        ProcessPool pool = POOLS.of(transport, 1);
        assertThatThrownBy(() -> pool.applyAsync((Integer x) -> x + in.read(), 1))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("ByteArrayInputStream")
                .hasMessageContaining("BadInputIT");
    }

    @Test
    void aPoolOrFutureThatIsSentIsRefusedWithWhatToDo() {
        ProcessPool pool = POOLS.of(transport, 1);
        TaskFuture<Integer> future = pool.applyAsync(() -> 1);
        Tasks view = pool.with(TaskOptions.defaults());
        assertThatThrownBy(() -> pool.apply(() -> pool.processes()))
                .hasMessageContaining("captured variable 1 of the lambda")
                .hasMessageContaining("A pool belongs to the process that built it and cannot be sent")
                .hasMessageContaining("type " + ProcessPool.class.getName() + " is not Serializable")
                .hasMessageNotContaining("WorkerPool")
                .hasMessageNotContaining("implement java.io.Serializable");
        assertThatThrownBy(() -> pool.apply(x -> 1, view)).hasMessageContaining("A pool belongs to");
        assertThatThrownBy(() -> pool.apply(future::get)).hasMessageContaining("wait for its result");
        assertThatThrownBy(() -> pool.apply(x -> 1, new CompletableFuture<>()))
                .hasMessageContaining("wait for its result");
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without a checker may pass
    void nullIsRefusedAtTheCallAndNamed() {
        ProcessPool pool = POOLS.of(transport, 1);
        RemoteFunction<Integer, Integer> function = x -> x;
        Collection<Integer> none = null;
        Iterator<Integer> nothing = null;
        String items = "the collection of items is null";
        assertThatNullPointerException()
                .isThrownBy(() -> pool.apply((RemoteFunction<Integer, Integer>) null, 1))
                .withMessage("the function is null");
        assertThatNullPointerException()
                .isThrownBy(() -> pool.map(function, none))
                .withMessage(items);
        assertThatNullPointerException()
                .isThrownBy(() -> pool.mapAsync(function, none))
                .withMessage(items);
        assertThatNullPointerException()
                .isThrownBy(() -> pool.imap(function, none))
                .withMessage(items);
        assertThatNullPointerException()
                .isThrownBy(() -> pool.imapUnordered(function, nothing))
                .withMessage("the iterator of items is null");
        assertThatNullPointerException().isThrownBy(() -> pool.with(null)).withMessage("the task options are null");
        assertThatNullPointerException().isThrownBy(() -> pool.join(null)).withMessage("the limit is null");
    }

    @Test
    void aPoolSaysWhatItIsAndHowItStands() throws Exception {
        ProcessPool pool = pool();
        try (pool) {
            assertThat(pool).asString().matches("pool-\\d+\\[1 worker, transport " + transport + ", open, 0 tasks\\]");
        }
        assertThat(pool).asString().endsWith(", closed]");
    }

    @Test
    void anArgumentAboveTheFrameLimitSaysTheLimitAndTheFix() throws Exception {
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .transport(transport)
                .maxFrameBytes(64 << 10)
                .build()) {
            assertThatThrownBy(() -> pool.apply((byte[] b) -> b.length, new byte[70_000]))
                    .isInstanceOf(EncodingException.class)
                    .hasMessageContaining("maxFrameBytes")
                    .extracting(e -> ((ProcessionException) e).code())
                    .isEqualTo(ErrorCode.FRAME_TOO_LARGE);
            assertThatThrownBy(() -> pool.apply((Integer n) -> new byte[n], 70_000))
                    .hasCauseInstanceOf(ProcessionException.class)
                    .hasMessageContaining("maxFrameBytes");
            assertThat(pool.<byte[], Integer>apply(b -> b.length, new byte[60_000]))
                    .isEqualTo(60_000);
        }
    }

    @Test
    void whatCannotBeEncodedOrDecodedFailsOnlyItsTask() throws Exception {
        ProcessPool pool = POOLS.of(transport, 1);
        assertThatThrownBy(() -> pool.apply((Unwritable u) -> 1, new Unwritable(0)))
                .isInstanceOf(EncodingException.class);
        assertThatThrownBy(() -> pool.apply((Unwritable u) -> 1, new Unwritable(1)))
                .hasCauseInstanceOf(DecodingException.class);
        assertThatThrownBy(() -> pool.apply((Integer x) -> new Unwritable(x), 0))
                .hasCauseInstanceOf(EncodingException.class);
        assertThatThrownBy(() -> pool.apply((Integer x) -> new Unwritable(x), 1))
                .hasCauseInstanceOf(DecodingException.class);
        assertThatThrownBy(() ->
                        pool.applyAsync((Integer x) -> new Unwritable(x), 1).get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(DecodingException.class);
        assertThat(pool.<Integer, Integer>apply(x -> x, 5)).isEqualTo(5);
    }

    @Test
    void anExceptionThatCannotTravelArrivesAsItsText() {
        ProcessPool pool = POOLS.of(transport, 1);
        assertThatThrownBy(() -> pool.apply(
                        x -> {
                            throw new OddException("odd " + x);
                        },
                        1))
                .cause()
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("odd 1")
                .hasMessageContaining("OddException")
                .satisfies(failure -> {
                    assertThat(failure.getStackTrace()).isEmpty();
                    assertThat(failure.getSuppressed()[0].getMessage()).contains("at " + BadInputIT.class.getName());
                });
    }

    @Test
    void aPoolInAStaticInitialiserOfATaskFailsTheTaskAndNamesTheField() {
        ProcessPool pool = POOLS.of(transport, 1);
        assertThatThrownBy(() -> pool.apply((Integer x) -> StaticPool.answer(x), 1))
                .hasMessageContaining("POOL")
                .hasMessageContaining("StaticPool");
    }

    @Test
    void aClosedPoolRefusesAndSaysSo() {
        ProcessPool pool = pool();
        pool.close();
        pool.close();
        assertThatThrownBy(() -> pool.apply(() -> 1))
                .isInstanceOf(PoolClosedException.class)
                .hasMessageContaining("closed");
        pool.terminate();
    }

    @Test
    void closeWaitsForWhatWasAcceptedAndTerminateDropsIt() throws Exception {
        ProcessPool patient = pool();
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            futures.add(patient.applyAsync((Integer x) -> x, i));
        }
        patient.close();
        assertThat(futures).allMatch(TaskFuture::successful);
        ProcessPool hasty = pool();
        TaskFuture<Boolean> endless = hasty.applyAsync(() -> new CountDownLatch(1).await(1, TimeUnit.HOURS));
        TaskFuture<Integer> waiting = hasty.applyAsync((Integer x) -> x, 1);
        hasty.terminate();
        for (TaskFuture<?> future : List.of(endless, waiting)) {
            assertThatThrownBy(() -> future.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(PoolClosedException.class);
        }
    }

    @Test
    void aPoolWhoseWorkersCannotStartFailsItsTasksWithTheReason() {
        try (ProcessPool pool = ProcessPool.builder()
                .processes(2)
                .transport(transport)
                .output(line -> {})
                .jvmOptions("-XX:+NoSuchFlagAnywhere")
                .build()) {
            assertThatThrownBy(() -> pool.apply(() -> 1))
                    .isInstanceOf(Exception.class)
                    .hasStackTraceContaining("NoSuchFlagAnywhere");
            assertThatThrownBy(() -> pool.applyAsync(() -> 1).get()).hasStackTraceContaining("NoSuchFlagAnywhere");
        }
    }

    @Test
    void unitsOutOfRangeNameTheLimit() {
        assertThatThrownBy(() -> ProcessPool.builder().processes(0)).hasMessageContaining("between 1 and 1024");
        assertThatThrownBy(() -> ProcessPool.builder().maxFrameBytes(10)).hasMessageContaining("1024");
    }
}
