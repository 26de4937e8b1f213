package dev.procession.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.JvmProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;

/** What one child logs in all the ways there are, before it halts; then children with other settings. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RelayedLogsTest {
    /** Records, and printed lines as texts, in the order in which they came. */
    private static final List<Object> SEEN = new java.util.concurrent.CopyOnWriteArrayList<>();

    private static long pid;

    @BeforeAll
    static void aChildLogsAllThereIsAndHalts() throws InterruptedException {
        try (JvmProcess child = JvmProcess.builder()
                .name("logging")
                .onLog(SEEN::add)
                .output(line -> SEEN.add(line.text()))
                .logLevel("levels.fine", System.Logger.Level.DEBUG)
                .logLevel("levels.off", System.Logger.Level.OFF)
                .target(RelayedLogsTest::everything)
                .start()) {
            child.join();
            SEEN.add("THE END");
            pid = child.pid();
            assertThat(child.exitStatus().orElseThrow().code()).hasValue(3);
            assertThat(child.certificate().outputTail())
                    .contains("INFO jul: xxx")
                    .endsWith("WARNING last: word" + System.lineSeparator());
        }
    }

    private static void everything() {
        Logger jul = Logger.getLogger("jul");
        System.out.println("printed 1");
        jul.log(Level.CONFIG, "below INFO");
        jul.log(Level.INFO, "between {0}", 1);
        System.out.println("printed 2");
        org.slf4j.Logger slf4j = LoggerFactory.getLogger("slf4j");
        slf4j.debug("below INFO");
        slf4j.error("bad {} {}", "thing", "{}", new IllegalStateException("thrown", new java.io.IOException("cause")));
        MDC.put("user", "u1");
        slf4j.atWarn()
                .addMarker(MarkerFactory.getMarker("AUDIT"))
                .addKeyValue("bytes", 17)
                .addKeyValue("hostile", new Hostile())
                .log("fluent");
        jul.warning("with context");
        MDC.clear();
        System.getLogger("system").log(System.Logger.Level.WARNING, "by {0}", "System.Logger");
        Logger.getLogger("levels.fine.below").fine("wanted");
        Logger.getLogger("levels.off").severe("not wanted");
        LoggerFactory.getLogger("levels.fine").debug("wanted too");
        LoggerFactory.getLogger("levels.off").error("not wanted");
        jul.log(Level.INFO, "hostile {0}", new Hostile());
        slf4j.info("hostile {}", new Hostile());
        jul.log(Level.SEVERE, "hostile", new RemoteThrowableTest.Hostile());
        jul.info("x".repeat(1_000_000));
        jul.info(() -> "deep " + new LogsItself());
        jul.log(Level.INFO, "deep {0}", new LogsItself());
        System.err.close();
        Logger.getLogger("last").warning("word");
        Runtime.getRuntime().halt(3);
    }

    /** Its text cannot be had. */
    private static final class Hostile {
        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    /** Logs when it is logged. */
    private static final class LogsItself {
        @Override
        public String toString() {
            Logger.getLogger("deep").log(Level.INFO, "deep {0}", this);
            return "logged";
        }
    }

    private static List<RelayedRecord> records(String logger) {
        return SEEN.stream()
                .filter(RelayedRecord.class::isInstance)
                .map(RelayedRecord.class::cast)
                .filter(entry -> entry.logger().equals(logger))
                .toList();
    }

    private static RelayedRecord recordThatSays(String message) {
        return SEEN.stream()
                .filter(RelayedRecord.class::isInstance)
                .map(RelayedRecord.class::cast)
                .filter(entry -> entry.message().equals(message))
                .findFirst()
                .orElseThrow(() -> new AssertionError(message + " is not among " + SEEN));
    }

    @Test
    void recordsAndPrintedLinesComeInTheirOrder() {
        assertThat(SEEN.subList(0, 3))
                .extracting(seen -> seen instanceof RelayedRecord entry ? entry.message() : seen)
                .containsExactly("printed 1", "between 1", "printed 2");
    }

    @Test
    void theLastWordBeforeAHaltComesBeforeTheDeathIsReported() {
        assertThat(SEEN.get(SEEN.size() - 1)).isEqualTo("THE END");
        assertThat(records("last")).extracting(RelayedRecord::message).containsExactly("word");
    }

    @Test
    void aRecordOfJavaUtilLoggingHasItsParts() {
        RelayedRecord entry = recordThatSays("between 1");
        assertThat(entry.facade()).isEqualTo(LogFacade.JUL);
        assertThat(entry.logger()).isEqualTo("jul");
        assertThat(entry.levelName()).isEqualTo("INFO");
        assertThat(entry.level()).isEqualTo(System.Logger.Level.INFO);
        assertThat(entry.source()).isEqualTo(new RelayedRecord.Source(RelayedLogsTest.class.getName(), "everything"));
        assertThat(entry.origin())
                .isEqualTo(new RelayedRecord.Origin(
                        "logging", pid, "", "main", entry.origin().threadId()));
        assertThat(entry.time()).isBetween(java.time.Instant.now().minusSeconds(300), java.time.Instant.now());
        assertThat(recordThatSays("by System.Logger").logger()).isEqualTo("system");
    }

    @Test
    void aRecordOfSlf4jHasItsParts() {
        RelayedRecord entry = recordThatSays("fluent");
        assertThat(entry.facade()).isEqualTo(LogFacade.SLF4J);
        assertThat(entry.levelName()).isEqualTo("WARN");
        assertThat(entry.severity()).isEqualTo(900);
        assertThat(entry.mdc()).isEqualTo(Map.of("user", "u1"));
        assertThat(entry.markers()).containsExactly("AUDIT");
        assertThat(entry.keyValues()).containsEntry("bytes", "17");
        assertThat(entry.keyValues().get("hostile")).contains("Hostile whose toString() failed");
        assertThat(recordThatSays("with context").mdc()).isEqualTo(Map.of("user", "u1"));
        assertThat(recordThatSays("by System.Logger").mdc()).isEmpty();
    }

    @Test
    void aThrowableArrivesAsText() {
        RemoteThrowable thrown = recordThatSays("bad thing {}").thrown();
        assertThat(thrown).hasToString("java.lang.IllegalStateException: thrown");
        assertThat(thrown.stackTraceText()).contains("at " + RelayedLogsTest.class.getName() + ".everything");
        assertThat(thrown.getCause()).hasMessage("java.io.IOException: cause");
    }

    @Test
    void whatNobodyWantsIsNotSent() {
        assertThat(SEEN.toString()).doesNotContain("below INFO", "not wanted");
        recordThatSays("wanted");
        recordThatSays("wanted too");
    }

    @Test
    void argumentsAndThrowablesThatFailDoNoHarm() {
        recordThatSays("hostile {0}");
        recordThatSays("hostile [FAILED toString()]");
        assertThat(recordThatSays("hostile").thrown().className()).contains("Hostile");
    }

    @Test
    void aMessageWithoutEndIsCutAndSaysSo() {
        assertThat(records("jul"))
                .filteredOn(entry -> entry.message().startsWith("xxx"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.message())
                        .hasSizeBetween(65_536, 65_600)
                        .endsWith("cut after 65536 characters"));
    }

    @Test
    void whatLogsItselfEndsAndWhatWasDroppedIsCounted() {
        assertThat(records("deep")).hasSizeBetween(1, 100);
        assertThat(records("dev.procession.core.log"))
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.message()).contains("records were dropped", "toString()"));
    }

    @Test
    void severalThreadsKeepTheirOrder() throws Exception {
        ConcurrentLinkedQueue<RelayedRecord> records = new ConcurrentLinkedQueue<>();
        try (JvmProcess child = JvmProcess.builder()
                .onLog(records::add)
                .target(RelayedLogsTest::logFromFourThreads)
                .start()) {
            child.join();
        }
        assertThat(records).hasSize(10_000);
        for (int thread = 0; thread < 4; thread++) {
            String name = "logs-" + thread;
            assertThat(records.stream()
                            .filter(entry -> entry.origin().thread().equals(name))
                            .map(RelayedRecord::message))
                    .containsExactlyElementsOf(IntStream.range(0, 2_500)
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }

    private static void logFromFourThreads() throws InterruptedException {
        LoggerFactory.getLogger("order"); // SLF4J keeps what others log while it starts, and hands it in late
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(n -> new Thread(
                        () -> {
                            for (int i = 0; i < 2_500; i++) {
                                if (n % 2 == 0) {
                                    Logger.getLogger("order").info(Integer.toString(i));
                                } else {
                                    LoggerFactory.getLogger("order").info("{}", i);
                                }
                            }
                        },
                        "logs-" + n))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        Runtime.getRuntime().halt(0);
    }

    @Test
    void aListenerThatBlocksHoldsUpTheChildAndLosesNothing() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        ConcurrentLinkedQueue<String> messages = new ConcurrentLinkedQueue<>();
        try (JvmProcess child = JvmProcess.builder()
                .onLog(entry -> {
                    blocked.countDown();
                    awaitQuietly(release);
                    messages.add(entry.message().substring(0, 5));
                })
                .target(RelayedLogsTest::flood)
                .start()) {
            blocked.await();
            assertThat(child.isAlive()).isTrue();
            assertThat(messages).isEmpty();
            release.countDown();
            child.join();
        }
        assertThat(messages)
                .containsExactlyElementsOf(IntStream.range(10_000, 12_000)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    private static void flood() {
        String filler = " ".repeat(1_000);
        for (int i = 10_000; i < 12_000; i++) { // two million bytes, thirty times what a pipe holds
            Logger.getLogger("flood").info(i + filler);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aListenerThatBlocksForEverDoesNotHoldUpTheReportOfADeath() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (JvmProcess child = JvmProcess.builder()
                .onLog(entry -> awaitQuietly(release))
                .target(() -> {
                    Logger.getLogger("x").info("one");
                    Logger.getLogger("x").info("two");
                    Runtime.getRuntime().halt(4);
                })
                .start()) {
            child.join();
            assertThat(child.exitStatus().orElseThrow().code()).hasValue(4);
        } finally {
            release.countDown();
        }
    }

    @Test
    void aListenerThatThrowsIsReportedOnceAndWhatItLostIsCounted() throws Exception {
        ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
        Logger own = Logger.getLogger("dev.procession.core.log");
        own.setFilter(complaint -> !complaints.add(complaint.getMessage())); // not on the console
        try (JvmProcess child = JvmProcess.builder()
                .name("complaining")
                .onLog(entry -> {
                    throw new AssertionError("on purpose");
                })
                .target(() -> {
                    for (int i = 0; i < 5; i++) {
                        Logger.getLogger("x").info("lost");
                    }
                })
                .start()) {
            child.join();
        } finally {
            own.setFilter(null);
        }
        assertThat(complaints).hasSize(2);
        assertThat(complaints.poll()).contains("'complaining'", "logged once");
        assertThat(complaints.poll()).contains("5 records were lost");
    }

    @Test
    void aProviderAndAConfigurationThatTheUserChoseForTheChildAreLeftAlone() throws Exception {
        ConcurrentLinkedQueue<Object> seen = new ConcurrentLinkedQueue<>();
        try (JvmProcess child = JvmProcess.builder()
                .onLog(seen::add)
                .output(line -> seen.add(line.text()))
                .jvmOptions("-Dslf4j.provider=" + CapturingProvider.class.getName())
                .jvmOptions("-Dslf4j.internal.verbosity=WARN", "-Djava.util.logging.config.file=/dev/null")
                .target(() -> {
                    LoggerFactory.getLogger("x").info("by its own");
                    Logger.getLogger("x").info("not seen: it has no handler");
                })
                .start()) {
            child.join();
        }
        assertThat(seen).containsExactly("captured by its own");
    }

    @Test
    void withoutSlf4jAChildLogsAllTheSameAndSoDoesItsOwn() throws Exception {
        List<Path> classPath = Arrays.stream(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(java.io.File.pathSeparator))
                .filter(entry -> !entry.contains("slf4j"))
                .map(Path::of)
                .toList();
        ConcurrentLinkedQueue<Object> seen = new ConcurrentLinkedQueue<>();
        try (JvmProcess child = JvmProcess.builder()
                .onLog(seen::add)
                .output(line -> seen.add(line.text()))
                .classPath(classPath)
                .target(WithoutSlf4j::log)
                .start()) {
            child.join();
        }
        assertThat(seen)
                .extracting(each -> each instanceof RelayedRecord entry ? entry.message() : each)
                .containsExactly("no SLF4J", "hello", "no SLF4J", "hello");
    }

    /** What needs no SLF4J. */
    static final class WithoutSlf4j {
        private WithoutSlf4j() {}

        static void log() throws InterruptedException {
            logOnce();
            try (JvmProcess inner = JvmProcess.builder()
                    .output(line -> System.out.println(line.text()))
                    .target(WithoutSlf4j::logOnce)
                    .start()) {
                inner.join();
            }
        }

        private static void logOnce() {
            try {
                Class.forName("org.slf4j.Logger");
            } catch (ClassNotFoundException e) {
                System.out.println("no SLF4J");
            }
            Logger.getLogger("x").info("hello");
        }
    }

    /** Logs before the child's program has begun, as agents do. */
    public static final class EarlyAgent {
        private EarlyAgent() {}

        public static void premain(String arguments) {
            Logger.getLogger("agent").info("early");
        }
    }

    @Test
    void anAgentThatLogsFirstLeavesTheRelayAsItIs(@TempDir Path folder) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", EarlyAgent.class.getName());
        Path jar = folder.resolve("agent.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        List<String> heard = new CopyOnWriteArrayList<>();
        try (JvmProcess child = JvmProcess.builder()
                .jvmOptions("-javaagent:" + jar)
                .onLog(entry -> heard.add(entry.message()))
                .output(line -> {})
                .target(() -> Logger.getLogger("later").info("late"))
                .start()) {
            child.join();
        }
        assertThat(heard).containsExactly("early", "late");
    }
}
