package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.log.RelayedRecord;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerLostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What the workers of a pool log reaches its listener, tagged, in order, and before a death is reported. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogRelayIT {
    private final LinkedBlockingQueue<RelayedRecord> records = new LinkedBlockingQueue<>();

    @ParameterizedTest
    @MethodSource("dev.procession.it.pool.Installed#transports")
    void recordsOfWorkersArriveTaggedInOrderAndBeforeTheirDeathIsReported(String transport) throws Exception {
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .transport(transport)
                .onLog(records::add) // all: no transport talks into the user's log
                .build()) {
            long pid = pool.apply(LogRelayIT::logOnce);
            pool.map(LogRelayIT::logItem, IntStream.range(0, 200).boxed().toList());

            RelayedRecord first = records.poll(20, TimeUnit.SECONDS);
            assertThat(first.message()).isEqualTo("once");
            assertThat(first.mdc()).containsEntry("key", "value");
            assertThat(first.origin().pid()).isEqualTo(pid);
            assertThat(first.origin().worker()).contains("worker-");
            assertThat(first.origin().task()).contains("logOnce").endsWith(" #1");

            assertThatThrownBy(() -> pool.applyAsync(LogRelayIT::logAndHalt).get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            WorkerLostException.class,
                            lost -> assertThat(lost.certificate().outputTail()).contains("it.last: word"));
        }
        List<String> messages = records.stream().map(RelayedRecord::message).toList();
        assertThat(messages)
                .hasSize(201)
                .startsWith("item 0", "item 1")
                .endsWith("item 199", "word")
                .isEqualTo(messages.stream().distinct().toList());
    }

    private static long logOnce() {
        MDC.put("key", "value");
        LoggerFactory.getLogger("it.slf4j").info("once");
        MDC.clear();
        return ProcessHandle.current().pid();
    }

    private static int logItem(int item) {
        Logger.getLogger("it.jul").info("item " + item);
        return item;
    }

    private static int logAndHalt() {
        Logger.getLogger("it.last").warning("word");
        Runtime.getRuntime().halt(1);
        return 0;
    }
}
