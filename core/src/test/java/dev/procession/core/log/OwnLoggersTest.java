package dev.procession.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.JvmProcess;
import dev.procession.core.JvmProcessBuilder;
import dev.procession.core.log.CapturingProvider.Captured;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Records that go to the loggers of this process, by the default listener. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OwnLoggersTest {
    private final Queue<LogRecord> logged = new ConcurrentLinkedQueue<>();
    private final Logger jul = Logger.getLogger("own.jul");
    private final CapturingProvider.Capturing slf4j =
            (CapturingProvider.Capturing) LoggerFactory.getLogger("own.slf4j");

    @BeforeEach
    void capture() {
        Filter keep = entry -> !logged.add(entry); // not on the console
        jul.setFilter(keep);
        CapturingProvider.CAPTURED.clear();
    }

    @AfterEach
    void release() {
        jul.setFilter(null);
        jul.setLevel(null);
        slf4j.setLevel(null);
    }

    private static void run(JvmProcessBuilder builder) throws InterruptedException {
        try (JvmProcess child = builder.output(line -> {}).start()) {
            child.join();
        }
    }

    private static void logBoth() {
        MDC.put("user", "u1");
        Logger.getLogger("own.jul").log(Level.WARNING, "jul", new IllegalStateException("thrown"));
        LoggerFactory.getLogger("own.slf4j").atError().addKeyValue("k", 1).log("slf4j");
    }

    @Test
    void eachGoesToTheLoggerOfItsNameWithWhereItCameFrom() throws Exception {
        run(JvmProcess.builder().name("child").target(OwnLoggersTest::logBoth));

        RelayedLogRecord entry = (RelayedLogRecord) logged.element();
        assertThat(entry.getLevel()).isSameAs(Level.WARNING);
        assertThat(entry.getMessage()).isEqualTo("jul");
        assertThat(entry.getThrown()).hasToString("java.lang.IllegalStateException: thrown");
        assertThat(entry.getSourceMethodName()).isEqualTo("logBoth");
        assertThat(entry.relayed().origin().worker()).isEqualTo("child");
        assertThat(entry.relayed().mdc()).isEqualTo(Map.of("user", "u1"));

        Captured event = CapturingProvider.CAPTURED.element();
        assertThat(event.logger()).isEqualTo("own.slf4j");
        assertThat(event.message()).isEqualTo("slf4j");
        assertThat(event.extras()).containsExactly("k=1");
        assertThat(event.mdc())
                .containsEntry("user", "u1")
                .containsEntry("procession.worker", "child")
                .containsEntry("procession.thread", "main")
                .containsEntry(
                        "procession.pid", Long.toString(entry.relayed().origin().pid()))
                .doesNotContainKey("procession.task");
    }

    @Test
    void childrenLogFromTheLevelsOfTheseLoggersOn() throws Exception {
        jul.setLevel(Level.parse("832"));
        slf4j.setLevel(org.slf4j.event.Level.TRACE);

        run(JvmProcess.builder().target(() -> {
            Logger own = Logger.getLogger("own.jul");
            own.severe("level " + own.getLevel().intValue());
            LoggerFactory.getLogger("own.slf4j").trace("at trace");
        }));

        assertThat(logged).extracting(LogRecord::getMessage).containsExactly("level 832");
        assertThat(CapturingProvider.CAPTURED).extracting(Captured::message).containsExactly("at trace");
    }

    @Test
    void whatAGrandchildLogsComesThroughItsParentWithTheWholeWay() throws Exception {
        run(JvmProcess.builder().name("outer").target(() -> {
            try (JvmProcess inner = JvmProcess.builder()
                    .name("inner")
                    .target(OwnLoggersTest::logBoth)
                    .start()) {
                inner.join();
            }
        }));

        assertThat(logged).singleElement().satisfies(entry -> {
            assertThat(entry.getMessage()).isEqualTo("jul");
            assertThat(((RelayedLogRecord) entry).relayed().origin().worker()).isEqualTo("outer/inner");
        });
        assertThat(CapturingProvider.CAPTURED)
                .singleElement()
                .satisfies(event -> assertThat(event.mdc())
                        .containsEntry("procession.worker", "outer/inner")
                        .containsEntry("user", "u1"));
    }

    @Test
    void aChildThatIsLeftAlonePrints() throws Exception {
        Queue<String> printed = new ConcurrentLinkedQueue<>();
        try (JvmProcess child = JvmProcess.builder()
                .onLog(LogListener.leftToChild())
                .output(line -> printed.add(line.text()))
                .target(OwnLoggersTest::logBoth)
                .start()) {
            child.join();
        }
        assertThat(logged).isEmpty();
        assertThat(CapturingProvider.CAPTURED).isEmpty();
        assertThat(printed).contains("captured slf4j").anyMatch(line -> line.endsWith("WARNING: jul"));
    }

    @Test
    void levelsThatThisProcessLacksKeepTheirWeight() {
        assertThat(new RelayedLogRecord(Samples.of(LogFacade.JUL, 850, "NOTICE", "x", "m"))
                        .getLevel()
                        .intValue())
                .isEqualTo(850);
        assertThat(new RelayedLogRecord(Samples.of(LogFacade.SLF4J, 400, "TRACE", "x", "m")).getLevel())
                .isSameAs(Level.FINER);
        assertThat(new RelayedLogRecord(Samples.of(LogFacade.SLF4J, 900, "WARN", "x", "m")).getLevel())
                .isSameAs(Level.WARNING);
        assertThat(List.of(1100, 999, 899, 799, 499).stream()
                        .map(severity -> Samples.of(LogFacade.JUL, severity, "?", "x", "m")
                                .level()))
                .containsExactly(
                        System.Logger.Level.ERROR,
                        System.Logger.Level.WARNING,
                        System.Logger.Level.INFO,
                        System.Logger.Level.DEBUG,
                        System.Logger.Level.TRACE);
    }
}
