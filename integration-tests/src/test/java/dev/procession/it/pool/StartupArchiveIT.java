package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.core.OutputListener;
import dev.procession.it.JavaProgram;
import dev.procession.pool.PoolBuilder;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.StartupArchive;
import dev.procession.pool.WorkerLostException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers that start from an archive, and workers whose archive is none. */
class StartupArchiveIT {
    private static final String PROPERTY = "procession.archive";
    private static final String WORKER = "dev.procession.pool.child.WorkerLoop source: shared objects file (top)";

    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    /** Those that the build has made, if it has; tests that spoil one take a copy. */
    @BeforeEach
    void useTheSharedOnes() {
        String built = System.getenv().getOrDefault("PROCESSION_ARCHIVE", "off");
        System.setProperty(
                PROPERTY, built.equals("off") ? shared.resolve("archives").toString() : built);
    }

    @AfterAll
    static void useWhatTheBuildSays() {
        System.clearProperty(PROPERTY);
    }

    private static Path prepared(String transport) throws InterruptedException {
        StartupArchive archive = StartupArchive.prepare(transport);
        assertThat(archive.reason()).isEmpty();
        return archive.file().orElseThrow();
    }

    /** One of this test's own, to be spoilt: a copy, for archives may be moved. */
    private Path ownCopy() throws Exception {
        Path original = prepared("pipe");
        Path own = Files.createDirectory(folder.resolve("archives"), PRIVATE);
        for (String file : files(original.getParent(), "")) {
            Files.copy(Path.of(file), own.resolve(Path.of(file).getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
        }
        System.setProperty(PROPERTY, own.toString());
        Path copy = prepared("pipe");
        assertThat(copy).hasSameBinaryContentAs(original);
        return copy;
    }

    private static List<String> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString)
                    .filter(name -> name.endsWith(ending))
                    .toList();
        }
    }

    private static String classPathOfAWorker(PoolBuilder builder) throws Exception {
        List<String> printed = new CopyOnWriteArrayList<>();
        try (ProcessPool pool =
                builder.processes(1).output(line -> printed.add(line.text())).build()) {
            String classPath = pool.apply(() -> System.getProperty("java.class.path"));
            assertThat(printed).isEmpty();
            return classPath;
        }
    }

    private static List<String> entries(String classPath) {
        return List.of(classPath.split(File.pathSeparator, -1));
    }

    @ParameterizedTest
    @MethodSource("dev.procession.it.pool.Installed#transports")
    void workersTakeTheirClassesFromTheArchive(String transport) throws Exception {
        prepared(transport);
        Path log = folder.resolve("classes");
        classPathOfAWorker(
                ProcessPool.builder().transport(transport).jvmOptions("-Xlog:class+load:file=" + log + ":none"));
        assertThat(Files.readString(log)).contains(WORKER);
    }

    @Test
    void theArchivedJarsStandFirstAndAllElseStandsBehindThemInItsOrder() throws Exception {
        prepared("pipe");
        List<String> with = entries(classPathOfAWorker(ProcessPool.builder().transport("pipe")));
        System.setProperty(PROPERTY, "off");
        List<String> without = entries(classPathOfAWorker(ProcessPool.builder().transport("pipe")));
        assertThat(with).containsExactlyInAnyOrderElementsOf(without);
        List<String> moved =
                with.stream().takeWhile(entry -> entry.contains("procession-")).toList();
        assertThat(moved).hasSizeGreaterThanOrEqualTo(3).allMatch(entry -> entry.endsWith(".jar"));
        List<String> rest = new ArrayList<>(without);
        rest.removeAll(with.subList(0, 3));
        assertThat(with.subList(3, with.size())).containsExactlyElementsOf(rest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-Xshare:off", "-Xshare:auto", "-XX:SharedArchiveFile=/nowhere/none.jsa", "-XX:+UseParallelGC"})
    void optionsOfTheUserHaveTheLastWord(String option) throws Exception {
        prepared("pipe");
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .transport("pipe")
                .jvmOptions(option, "-Xlog:cds=off")
                .build()) {
            assertThat(pool.<Integer>apply(() -> 42)).isEqualTo(42);
        }
    }

    @Test
    void anArchiveThatIsDamagedIsNotUsedAndMadeAnew() throws Exception {
        Path file = ownCopy();
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 100, whole.length / 2, whole.length}) {
            byte[] damaged = new byte[length];
            Files.write(file, damaged);
            assertThat(entries(classPathOfAWorker(ProcessPool.builder().transport("pipe")))
                            .get(0))
                    .doesNotContain("procession-core");
        }
        prepared("pipe");
        assertThat(entries(classPathOfAWorker(ProcessPool.builder().transport("pipe")))
                        .get(0))
                .contains("procession-");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 500_000, 2_000_000})
    void aSuccessorStartsWhateverHasBecomeOfTheArchive(int length) throws Exception {
        Path file = ownCopy();
        byte[] whole = Files.readAllBytes(file);
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .transport("pipe")
                .output(OutputListener.discarding())
                .jvmOptions("-XX:ErrorFile=" + folder.resolve("crash"))
                .build()) {
            assertThat(pool.<Integer>apply(() -> 1)).isEqualTo(1);
            Files.delete(file); // a running worker has it mapped, so what is damaged is another file
            Files.write(file, Arrays.copyOf(whole, length));
            CompletableFuture<Void> lost =
                    pool.runAsync(() -> Runtime.getRuntime().halt(1));
            assertThat(lost)
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withCauseInstanceOf(WorkerLostException.class);
            assertThat(pool.<Integer>apply(() -> 2)).isEqualTo(2);
        }
    }

    @Test
    void whatOthersMayWriteIsNotUsed() throws Exception {
        Path file = ownCopy();
        Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxrwx---"));
        assertThat(StartupArchive.prepare("pipe").reason())
                .contains("others may write it; run chmod go-w " + file.getParent());
        assertThat(entries(classPathOfAWorker(ProcessPool.builder().transport("pipe")))
                        .get(0))
                .doesNotContain("procession-core");
    }

    @Test
    void whatIsSwitchedOffIsNeitherMadeNorUsed() throws Exception {
        System.setProperty(PROPERTY, "off");
        StartupArchive archive = StartupArchive.prepare("pipe");
        assertThat(archive.file()).isEmpty();
        assertThat(archive.reason()).isEqualTo("archives are switched off by the system property procession.archive");
    }

    @Test
    void programsThatPrepareAtTheSameTimeMakeOneArchive() throws Exception {
        List<CompletableFuture<JavaProgram>> programs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            programs.add(CompletableFuture.supplyAsync(() -> run(Prepare.class)));
        }
        for (CompletableFuture<JavaProgram> program : programs) {
            assertThat(program.get().output()).contains("start-up archive " + folder.toRealPath());
        }
        assertThat(files(folder, ".jsa")).hasSize(1);
        assertThat(files(folder, ".index")).hasSize(1);
        assertThat(files(folder, ".tmp")).isEmpty();
    }

    @Test
    void aPoolThatStaysOpenHasOneMade() throws Exception {
        JavaProgram program = run(Wait.class);
        assertThat(program.output()).isEmpty();
        assertThat(program.exitCode()).isZero();
        assertThat(files(folder, ".index")).hasSize(1);
    }

    private JavaProgram run(Class<?> program) {
        try {
            List<String> command = JavaProgram.command(
                    List.of("-D" + PROPERTY + "=" + folder, "-Dprocession.transport=pipe"),
                    JavaProgram.classPath(),
                    program.getName(),
                    folder.toString());
            return JavaProgram.run(command, Duration.ofSeconds(100));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Has an archive made. */
    static final class Prepare {
        private Prepare() {}

        public static void main(String[] args) throws InterruptedException {
            System.out.println(StartupArchive.prepare("pipe"));
        }
    }

    /** Keeps a pool open until there is an archive. */
    static final class Wait {
        private Wait() {}

        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            try (ProcessPool pool = ProcessPool.builder().processes(1).build()) {
                pool.apply(() -> 42);
                await().atMost(Duration.ofSeconds(80))
                        .until(() -> !files(folder, ".index").isEmpty());
            }
        }
    }
}
