package dev.procession.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.DeathCertificate;
import dev.procession.core.ExitStatus;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.error.LaunchException;
import dev.procession.core.launch.internal.LocalChild;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalLauncherTest {
    private final LocalLauncher launcher = LocalLauncher.shared();
    private final BlockingQueue<String> printed = new LinkedBlockingQueue<>();
    private final List<ChildHandle> started = new java.util.ArrayList<>();

    @AfterEach
    void leavesNothing() throws Exception {
        for (ChildHandle child : started) {
            child.kill();
            child.exit().toCompletableFuture().get(10, TimeUnit.SECONDS);
            ((LocalChild) child).awaitAftermath(Duration.ofSeconds(10)); // the exit is told before it
        }
    }

    private ChildSpecBuilder spec(String name, Class<? extends ChildProgram> program) {
        return ChildSpec.builder(name, program).output(line -> printed.add(line.text()));
    }

    private ChildHandle launch(ChildSpecBuilder spec) {
        ChildHandle child = launcher.launch(spec.build(), launcher.prepareLink());
        started.add(child);
        return child;
    }

    private static ExitStatus end(ChildHandle child) throws Exception {
        return child.exit().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private String nextLine() throws InterruptedException {
        return printed.poll(20, TimeUnit.SECONDS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aProgramGetsItsContext() throws Exception {
        ChildHandle child = launch(spec("name with spaces and \u00e9\u4e16", TestPrograms.Greeter.class)
                .payload(bytes("hello")));

        assertThat(end(child).isSuccess()).isTrue();
        assertThat(nextLine()).endsWith("|" + ProcessHandle.current().pid() + "|1|hello");
        assertThat(child.name()).isEqualTo("name with spaces and \u00e9\u4e16");
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void aPayloadLargerThanAPipeArrives() throws Exception {
        ChildHandle child =
                launch(spec("large", TestPrograms.Greeter.class).payload(bytes("x".repeat(1 << 20) + "\nend")));

        assertThat(end(child).isSuccess()).isTrue();
        assertThat(child.certificate("").outputTail()).endsWith("end" + System.lineSeparator());
    }

    @Test
    void bothEndsOfALinkKnowItsSecretAndNoOtherDoes() throws Exception {
        WorkerLauncher.LinkToBe link = launcher.prepareLink();
        byte[] secret = link.secret();
        ChildHandle child =
                launcher.launch(spec("confidant", TestPrograms.Confidant.class).build(), link);
        started.add(child);

        assertThat(nextLine()).isEqualTo(HexFormat.of().formatHex(secret));
        assertThat(secret)
                .hasSize(LaunchLink.SECRET_BYTES)
                .isNotEqualTo(launcher.prepareLink().secret());
        assertThat(link.secret()).isEqualTo(secret).isNotSameAs(secret);
    }

    @Test
    void aSecretThatNobodyAskedForBeforeTheLaunchIsNotThere() throws Exception {
        WorkerLauncher.LinkToBe link = launcher.prepareLink();
        ChildHandle child =
                launcher.launch(spec("stranger", TestPrograms.Confidant.class).build(), link);
        started.add(child);

        assertThatThrownBy(link::secret)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("before launch");
        assertThat(end(child).code()).hasValue(1);
    }

    @Test
    void anExitCodeIsReported() throws Exception {
        ChildHandle child = launch(spec("exiter", TestPrograms.Exiter.class).payload(bytes("3")));

        assertThat(end(child).code()).hasValue(3);
        assertThat(child.certificate("a task").reason()).startsWith("exit code 3");
    }

    @Test
    void aProgramThatThrowsEndsWithCode1AndItsTraceInTheCertificate() throws Exception {
        ChildHandle child = launch(spec("thrower", TestPrograms.Thrower.class));

        assertThat(end(child).code()).hasValue(1);
        DeathCertificate certificate = child.certificate("a task");
        assertThat(certificate.outputTail()).contains("IllegalStateException: thrown by thrower");
        assertThat(certificate.task()).isEqualTo("a task");
    }

    @Test
    void whatAProgramThrowsIsNamedEvenIfItCannotBePrinted() throws Exception {
        ChildHandle child = launch(spec("thrower", TestPrograms.UnprintableThrower.class));

        assertThat(end(child).code()).hasValue(1);
        assertThat(child.certificate("a task").outputTail())
                .contains("$Unprintable (its own printStackTrace failed", "\tat ");
    }

    @Test
    void aProgramThatReturnsLeavesItsNonDaemonThreadsTheTimeToEnd() throws Exception {
        ChildHandle child = launch(spec("leaver", TestPrograms.Leaver.class));

        assertThat(end(child).code()).hasValue(0);
        assertThat(nextLine()).isEqualTo("after main");
    }

    @Test
    void aKilledChildIsCertifiedSo() throws Exception {
        ChildHandle child = launch(spec("waiter", TestPrograms.Waiter.class));
        assertThat(nextLine()).isEqualTo("waiting");

        child.kill();

        assertThat(end(child).words()).isEqualTo("killed (SIGKILL or exit code 137)");
        assertThat(child.certificate("").outputTail()).contains("waiting");
    }

    @Test
    void aTerminatedChildIsCertifiedSo() throws Exception {
        ChildHandle child = launch(spec("waiter", TestPrograms.Waiter.class));
        assertThat(nextLine()).isEqualTo("waiting");

        child.terminate();

        assertThat(end(child).words()).isEqualTo("terminated (SIGTERM or exit code 143)");
    }

    @Test
    void whatAChildBegotDiesWithIt() throws Exception {
        ChildHandle child = launch(spec("begetter", TestPrograms.Begetter.class));
        long begotten = Long.parseLong(nextLine().substring("begot ".length()));
        ProcessHandle subprocess = ProcessHandle.of(begotten).orElseThrow();

        child.kill();

        subprocess.onExit().get(5, TimeUnit.SECONDS);
    }

    @Test
    void theLinkCarriesBytesBothWays() throws Exception {
        ChildHandle child = launch(spec("echo", TestPrograms.Echo.class));
        LaunchLink.Streams streams = child.link().takeStreams();

        streams.out().write(bytes("early bytes"));
        assertThat(streams.in().readNBytes(11)).isEqualTo(bytes("early bytes"));
        streams.out().write(bytes("more"));
        assertThat(streams.in().readNBytes(4)).isEqualTo(bytes("more"));

        streams.out().close();
        assertThat(streams.in().read()).isEqualTo(-1);
        assertThat(end(child).isSuccess()).isTrue();
    }

    @Test
    void theDoorbellRingsBothWaysAndNeverBlocks() throws Exception {
        LocalLauncher.LinkToBe link = launcher.prepareLink();
        LaunchLink.Doorbell bell = link.doorbell();
        bell.ring();
        ChildHandle child =
                launcher.launch(spec("ringer", TestPrograms.Ringer.class).build(), link);
        started.add(child);

        assertThat(bell.await(Duration.ofSeconds(20))).isTrue();
        for (int i = 0; i < 100_000; i++) {
            bell.ring();
        }
        assertThat(bell.await(Duration.ofSeconds(20))).isTrue();
        child.kill();
        end(child);
        assertThat(bell.await(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void theStreamsCannotBeTakenTwice() {
        ChildHandle child = launch(spec("waiter", TestPrograms.Waiter.class));
        child.link().takeStreams();

        assertThatThrownBy(() -> child.link().takeStreams()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> child.link().doorbell()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void optionsEnvironmentAndDirectoryReachTheChild(@TempDir Path directory) throws Exception {
        Path odd = Files.createDirectory(directory.resolve("with space and 'quotes' \"double\""));
        String value = "a \"quoted\" back\\slash 'single'";
        ChildHandle child = launch(spec("teller", TestPrograms.Teller.class)
                .jvmOptions(List.of("-Dtold=" + value, "-ea"))
                .environment(Map.of("TOLD", "from the parent", "told.with-dots", "too"))
                .maxHeapBytes(64 << 20)
                .directory(odd));

        assertThat(end(child).isSuccess()).isTrue();
        assertThat(nextLine()).startsWith(value + "|true|from the parent too|" + odd.toRealPath() + "|6");
    }

    @Test
    void aMissingJavaIsNamed(@TempDir Path empty) {
        ChildSpecBuilder spec = spec("x", TestPrograms.Greeter.class).javaHome(empty);

        assertThatThrownBy(() -> launch(spec))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining(empty.toString())
                .hasMessageContaining("javaHome");
    }

    @Test
    void aMissingProgramIsNamedInTheOutput() throws Exception {
        ChildHandle child = launch(ChildSpec.builder("x", "no.such.Program").output(line -> printed.add(line.text())));

        assertThat(end(child).code()).hasValue(1);
        assertThat(child.certificate("").outputTail()).contains("ClassNotFoundException: no.such.Program");
    }

    @Test
    void folderAndFilesArePrivateAndGoWithTheLastLease() throws IOException {
        Path folder;
        try (LocalLauncher.Lease lease = launcher.lease()) {
            folder = launcher.folder();
            assertThat(lease).isNotNull();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void allOutputArrivesInOrderAlsoFromSubprocessesAndWithoutALastLineEnd() throws Exception {
        ChildHandle child = launch(spec("printer", TestPrograms.Printer.class));

        assertThat(end(child).isSuccess()).isTrue();

        List<String> lines = new java.util.ArrayList<>();
        printed.drainTo(lines);
        assertThat(lines.subList(0, 1_000)).isEqualTo(TestPrograms.Printer.numbers());
        assertThat(lines.get(1_000)).isEqualTo("from a subprocess");
        assertThat(String.join("", lines.subList(1_001, lines.size() - 1))).isEqualTo("x".repeat(1 << 20));
        assertThat(lines.get(lines.size() - 1)).isEqualTo("no line end");
        assertThat(child.certificate("").outputTail()).endsWith("no line end");
    }

    @Test
    void aListenerThatThrowsDoesNotHoldUpTheChild() throws Exception {
        ChildHandle child =
                launch(ChildSpec.builder("printer", TestPrograms.Printer.class).output(line -> {
                    throw new IllegalStateException("on purpose");
                }));

        assertThat(end(child).isSuccess()).isTrue();
        assertThat(child.certificate("").outputTail()).endsWith("no line end");
    }

    @Test
    void aChildStartedByHandSaysSoAndEnds() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.procession.core.launch.internal.ChildMain")
                .redirectErrorStream(true)
                .start();

        List<String> lines = process.inputReader().lines().toList();

        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(lines).singleElement().asString().contains("started by a launcher, not by hand");
    }

    @Test
    void aStoppedChildCanBeKilledAndIsCertified() throws Exception {
        ChildHandle child = launch(spec("waiter", TestPrograms.Waiter.class));
        assertThat(nextLine()).isEqualTo("waiting");
        assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(child.pid()))
                        .start()
                        .waitFor())
                .isZero();

        child.kill();

        assertThat(end(child).signal()).hasValue(9);
    }

    @Test
    void aCrashedJvmIsCertifiedWithItsReport(@TempDir Path folder) throws Exception {
        ChildHandle child = launch(spec("waiter", TestPrograms.Waiter.class).directory(folder));
        assertThat(nextLine()).isEqualTo("waiting");

        new ProcessBuilder("kill", "-SEGV", Long.toString(child.pid())).start().waitFor();

        assertThat(end(child).words()).isEqualTo("aborted (SIGABRT or exit code 134, the JVM crashed)");
        DeathCertificate certificate = child.certificate("");
        assertThat(certificate.crashReport())
                .hasValue(folder.resolve("hs_err_pid" + child.pid() + ".log").toString());
        assertThat(certificate.reason()).contains("hs_err_pid");
    }

    @Test
    void aClassPathWithOddCharactersReachesTheChild(@TempDir Path folder) throws Exception {
        Path odd = Files.createDirectory(folder.resolve("a b'c\"d#e"));
        ChildHandle child = launch(spec("x", TestPrograms.Greeter.class)
                .classPath(List.of(
                        odd,
                        Path.of(TestPrograms.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI()))));

        assertThat(end(child).isSuccess()).isTrue();
    }
}
