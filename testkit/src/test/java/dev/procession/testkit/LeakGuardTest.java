package dev.procession.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.procession.testkit.loopback.LoopbackLink;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

class LeakGuardTest {
    private static final String TEMPORARY_FOLDER = System.getProperty("java.io.tmpdir");

    /** What is left here on purpose, guards of tests that run beside these need not see. */
    @BeforeAll
    static void useAFolderOfOurOwn(@TempDir Path folder) {
        System.setProperty("java.io.tmpdir", folder.toString());
    }

    @AfterAll
    static void cleanUp() {
        System.setProperty("java.io.tmpdir", TEMPORARY_FOLDER);
        Leaky.release.countDown();
        Leaky.release = new CountDownLatch(1);
        for (AutoCloseable leaked : Leaky.LEAKED) {
            Await.untilTrue(() -> closes(leaked), Duration.ofSeconds(1), () -> "cannot close " + leaked);
        }
        Leaky.LEAKED.clear();
    }

    @ParameterizedTest
    @CsvSource({
        "leavesAThread, thread procession-leaky",
        "leavesAChild, child process",
        "leavesADescriptor, descriptor of",
        "leavesAFile, file ",
        "leavesARunFolder, file ",
        "leavesAnEndedChildsRunFolder, file ",
        "leavesALivingChildsFile, file "
    })
    void aLeakFailsTheTestAndIsNamed(String test, String words) {
        List<String> failures = run(test);
        assertEquals(1, failures.size(), () -> test + " gave " + failures);
        assertTrue(failures.get(0).contains(words), failures.get(0));
    }

    @Test
    void whatGoesByItselfIsNoLeak() {
        assertEquals(List.of(), run("leavesAThreadThatEnds"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "somebodyElseMakesARunFolder",
                "somebodyElsesNumbersHoldOurPid",
                "anotherContainerMakesARunFolder",
                "somebodyMakesAFileWithoutAPid"
            })
    void whatOtherProcessesMakeIsNoLeak(String test) {
        assertEquals(List.of(), run(test));
    }

    @Test
    void whatIsClosedIsNoLeak() {
        assertEquals(List.of(), run("closesEverything"));
    }

    private static List<String> run(String test) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectMethod(Leaky.class, test))
                                .build(),
                        listener);
        return listener.getSummary().getFailures().stream()
                .map(failure -> failure.getException().getMessage())
                .toList();
    }

    private static boolean closes(AutoCloseable leaked) {
        try {
            leaked.close();
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    /** Run by the launcher only. */
    static final class Leaky {
        static volatile CountDownLatch release = new CountDownLatch(1);
        static final List<AutoCloseable> LEAKED = new CopyOnWriteArrayList<>();

        /** Run folders of a system without namespaces have this one; it counts everywhere. */
        static final String NAMESPACE = "0";

        @RegisterExtension
        final LeakGuard guard = new LeakGuard(Duration.ofMillis(300));

        @Test
        void leavesAThread() {
            start(Leaky::untilReleased);
        }

        @Test
        void leavesAThreadThatEnds() {
            start(() -> {});
        }

        @Test
        void leavesAChild() throws IOException {
            Process child = new ProcessBuilder("sleep", "60")
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            LEAKED.add(child::destroyForcibly);
        }

        @Test
        void leavesADescriptor() throws IOException {
            Path file = Files.createTempFile("leaky", ".txt");
            LEAKED.add(() -> Files.delete(file));
            LEAKED.add(new FileInputStream(file.toFile()));
        }

        @Test
        void leavesAFile() throws IOException {
            Path file = Files.createTempFile(
                    temporaryFolder(), "procession-" + ProcessHandle.current().pid() + "-", ".queue");
            LEAKED.add(() -> Files.delete(file));
        }

        @Test
        void leavesARunFolder() throws IOException {
            leave(runFolder(NAMESPACE, ProcessHandle.current().pid(), "1"));
        }

        @Test
        void leavesAnEndedChildsRunFolder() throws Exception {
            Process child = new ProcessBuilder("true").start();
            child.waitFor();
            leave(runFolder(NAMESPACE, child.pid(), "1"));
        }

        @Test
        void leavesALivingChildsFile() throws IOException {
            Process child = new ProcessBuilder("cat").start();
            leave("procession-queue-" + child.pid() + "-7.data");
            LEAKED.add(() -> endAndWait(child));
        }

        @Test
        void somebodyElseMakesARunFolder() throws IOException {
            leave(runFolder(NAMESPACE, 1, unique()));
        }

        @Test
        void somebodyElsesNumbersHoldOurPid() throws IOException {
            long own = ProcessHandle.current().pid();
            leave(runFolder(NAMESPACE, 1, "9" + own));
            leave("procession-1-" + own + "9.queue");
        }

        @Test
        void anotherContainerMakesARunFolder() throws IOException {
            leave(runFolder("77", ProcessHandle.current().pid(), unique()));
        }

        @Test
        void somebodyMakesAFileWithoutAPid() throws IOException {
            leave("procession-linecount" + unique() + ".tmp");
        }

        /** No process id, and not the name of anything that a run which was killed has left. */
        private static String unique() {
            return Long.toString(System.nanoTime());
        }

        private static String runFolder(String namespace, long pid, String start) {
            return "procession-leaky-" + namespace + "-" + pid + "-" + start;
        }

        private static void leave(String name) throws IOException {
            Path file = Files.createFile(temporaryFolder().resolve(name));
            LEAKED.add(() -> Files.deleteIfExists(file));
        }

        private static Path temporaryFolder() {
            return Path.of(System.getProperty("java.io.tmpdir"));
        }

        private static void endAndWait(Process child) throws InterruptedException {
            child.destroyForcibly().waitFor();
        }

        @Test
        void closesEverything() throws IOException {
            LoopbackLink.pair().close();
            Files.delete(Files.createTempFile(
                    temporaryFolder(), "procession-" + ProcessHandle.current().pid() + "-", ".queue"));
        }

        private static void start(Runnable body) {
            Thread thread = new Thread(body, "procession-leaky");
            thread.setDaemon(true);
            thread.start();
        }

        private static void untilReleased() {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
