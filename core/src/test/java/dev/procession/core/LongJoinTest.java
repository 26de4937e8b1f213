package dev.procession.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

class LongJoinTest {
    @Test
    void aJoinThatTakesLongSaysWhatItWaitsForAndWhatMayHoldItUp() throws InterruptedException {
        CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
        List<String> said = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                said.add(new SimpleFormatter().formatMessage(logged));
                if (said.size() == 2) {
                    exit.complete(ExitStatus.of(0));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.procession.core.JvmProcess");
        logger.addHandler(handler);
        try {
            new LongJoin("process 'loader' (RUNNING, pid 7)", Duration.ofMillis(1)).await(exit);
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(said)
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("join() waits for process 'loader' (RUNNING, pid 7) to end")
                        .contains("receive first, then join"));
    }
}
