package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/procession} in a made-up checkout whose build is a script, so that what it does around a build is seen. */
class LauncherScriptTest {
    private static final String BUILD = """
            #!/bin/sh
            echo built >> builds
            mkdir -p examples/target
            : > examples/target/procession-examples.jar
            : > examples/target/classpath
            """;

    private static final String WAIT = "until [ -e go ]; do sleep 0.1; done; ";

    @TempDir
    private Path folder;

    private Path checkout;

    @BeforeEach
    void makeACheckout() throws IOException {
        checkout = Files.createDirectory(folder.resolve("a checkout"));
        Files.createDirectories(checkout.resolve("bin"));
        Files.createDirectories(checkout.resolve("examples/src/main"));
        Files.createFile(checkout.resolve("pom.xml"));
        Files.copy(script(), checkout.resolve("bin/procession"));
        build(BUILD);
    }

    private static Path script() {
        Path top = Path.of("").toAbsolutePath();
        while (!Files.exists(top.resolve("bin/procession"))) {
            top = top.getParent();
        }
        return top.resolve("bin/procession");
    }

    private void build(String text) throws IOException {
        Path wrapper = Files.writeString(checkout.resolve("mvnw"), text);
        Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private ProcessBuilder command(Map<String, String> environment) {
        ProcessBuilder command = new ProcessBuilder("sh", "bin/procession", "classpath");
        command.directory(checkout.toFile()).environment().put("JAVA_HOME", System.getProperty("java.home"));
        command.environment().putAll(environment);
        return command;
    }

    private Process start() throws IOException {
        return command(Map.of()).redirectErrorStream(true).start();
    }

    private Ended run() throws Exception {
        return Ended.of(start());
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(checkout.resolve("builds"));
    }

    @Test
    void theFirstUseBuildsAndTheSecondDoesNot() throws Exception {
        Ended first = run();
        Ended second = run();

        assertThat(first.exit()).as(first.said()).isZero();
        assertThat(first.said()).contains("a checkout/examples/target/procession-examples.jar");
        assertThat(second).isEqualTo(first);
        assertThat(builds()).hasSize(1);
        assertThat(leftBehind()).containsExactly("procession-build.log");
    }

    @Test
    void twoFirstUsesAtOnceBuildOnce() throws Exception {
        build(BUILD.replace("mkdir", WAIT + "mkdir"));
        Process one = start();
        Process other = start();
        Files.createFile(checkout.resolve("go"));

        assertThat(Ended.of(one).exit()).isZero();
        assertThat(Ended.of(other).exit()).isZero();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void aClosedStandardInputStaysUnreadable() throws Exception {
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(
                java, "#!/bin/sh\necho ' version \"17\"'; [ -e /dev/fd/0 ] && ! cat 2> /dev/null && echo unreadable\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        run(); // builds
        ProcessBuilder command = command(
                        Map.of("JAVA_HOME", folder.resolve("jdk").toString()))
                .command("sh", "-c", "exec sh bin/procession linecount - <&-");

        assertThat(Ended.of(command.redirectErrorStream(true).start()).said()).contains("unreadable");
    }

    @Test
    void aLockWhoseOwnerIsGoneIsBroken() throws Exception {
        Files.createDirectory(checkout.resolve("target"));
        long pid = ProcessHandle.current().pid();
        Files.createSymbolicLink(checkout.resolve("target/procession.lock"), Path.of(pid + ":0"));

        assertThat(run().exit()).isZero();
        assertThat(leftBehind()).containsExactly("procession-build.log");
    }

    @Test
    void aLockThatCannotBeMadeIsSaidAndNotWaitedFor() throws Exception {
        Files.createFile(checkout.resolve("target"));

        Ended ended = run();

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.said().lines())
                .singleElement()
                .asString()
                .startsWith("procession: the build cannot be locked: ");
    }

    @Test
    void aBuildThatIsCutOffStartsAfresh() throws Exception {
        build("#!/bin/sh\nmkdir -p core/target/classes\necho half > core/target/classes/Half\nexec sleep 60\n");
        Process cutOff = start();
        Path half = checkout.resolve("core/target/classes/Half");
        while (!Files.exists(half, LinkOption.NOFOLLOW_LINKS)) {
            assertThat(cutOff.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        cutOff.toHandle().destroy();
        assertThat(Ended.of(cutOff).exit()).isEqualTo(143);
        build(BUILD);

        assertThat(run().exit()).isZero();
        assertThat(half).doesNotExist();
        assertThat(leftBehind()).containsExactly("procession-build.log");
    }

    @Test
    void whileTheBuilderOfAKilledScriptWritesNobodyElseBuilds() throws Exception {
        build(BUILD.replace("mkdir", WAIT + "mkdir"));
        Process killed = start();
        Path lock = checkout.resolve("target/procession.lock");
        String own = killed.pid() + ":";
        while (!Files.isSymbolicLink(lock)
                || Files.readSymbolicLink(lock).toString().startsWith(own)) {
            assertThat(killed.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        killed.toHandle().destroyForcibly();
        Process next = start();
        assertThat(next.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
        Files.createFile(checkout.resolve("go"));

        assertThat(Ended.of(next).exit()).isZero();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void aBuildThatFailsIsSaidInOneLineWithItsFirstError() throws Exception {
        build("#!/bin/sh\necho '[ERROR] no such thing'\necho '[ERROR] more'\nexit 1\n");

        Ended ended = run();

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.said().lines())
                .singleElement()
                .asString()
                .startsWith("procession: the build failed, see ")
                .endsWith("procession-build.log: no such thing");
    }

    @Test
    void aWrongJavaHomeIsSaidInOneLine() throws Exception {
        Process process = command(Map.of("JAVA_HOME", "/no such"))
                .redirectErrorStream(true)
                .start();

        Ended ended = Ended.of(process);

        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.said().lines()).singleElement().asString().contains("JAVA_HOME is /no such,");
    }

    private List<String> leftBehind() throws IOException {
        try (Stream<Path> files = Files.list(checkout.resolve("target"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private record Ended(int exit, String said) {
        static Ended of(Process process) throws Exception {
            try {
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                return new Ended(
                        process.exitValue(), new String(process.getInputStream().readAllBytes()));
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
