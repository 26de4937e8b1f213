package dev.procession.it.linecount;

import static dev.procession.it.linecount.Program.lineCount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.core.channel.TransportProvider;
import dev.procession.it.linecount.Program.Outcome;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole program against the real {@code wc -l}, with real workers. */
class LineCountIT {
    private static final String PREFIX = "procession linecount: ";
    private static final String WC =
            "find \"$1\" -type f -print0 | LC_ALL=C sort -z > \"$0\"; wc -l --files0-from=\"$0\"";

    /** Takes a second or more to read, and no room on the disk. */
    private static final long LARGE = 3L << 30;

    @TempDir
    Path scratch;

    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        scratch = scratch.toRealPath();
        folder = Files.createDirectory(scratch.resolve("folder"));
    }

    static Stream<String> transports() {
        return ServiceLoader.load(TransportProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.unavailableBecause().isEmpty())
                .map(TransportProvider::name);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void countsATreeAsWcDoesOverEveryTransport(String transport) throws Exception {
        fill(folder, 2);

        Outcome outcome = run("--transport", transport, "--processes", "2", "folder");

        assertThat(outcome.out()).isEqualTo(wc("folder"));
        assertThat(outcome.exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "3"})
    void countsALargeFileAmongSmallOnesWithAnyNumberOfProcesses(String processes) throws Exception {
        fill(folder, 1);
        byte[] text = noise(new Random(5), 1 << 20);
        try (var out = Files.newOutputStream(folder.resolve("large"))) {
            for (int i = 0; i < 50; i++) {
                out.write(text);
            }
        }

        Outcome outcome = run("--processes", processes, "folder");

        assertThat(outcome).isEqualTo(new Outcome(0, wc("folder"), ""));
    }

    @Test
    void countsTheCurrentFolderByDefault() throws Exception {
        fill(folder, 1);

        Outcome outcome = Program.run(folder, lineCount());

        assertThat(outcome.out())
                .isEqualTo(Program.run(folder, shell(WC, scratch.resolve("names"), "."))
                        .out());
        assertThat(outcome.exit()).isZero();
    }

    @Test
    void binaryFilesAreNamedAndCountedOnRequest() throws Exception {
        Files.writeString(folder.resolve("a"), "1\n2\n");
        Files.writeString(folder.resolve("b"), "1\n2\n3\n");
        String text = wc("folder");
        Files.writeString(folder.resolve("binary"), "\0\n".repeat(5_000));

        assertThat(run("folder"))
                .isEqualTo(new Outcome(
                        0, text, PREFIX + "folder/binary: binary file, not counted (--binary counts it)\n"));
        assertThat(run("--binary", "folder")).isEqualTo(new Outcome(0, wc("folder"), ""));
    }

    @Test
    void whatCannotBeReadIsReportedAndTheRestCounted() throws Exception {
        Files.writeString(folder.resolve("a"), "1\n2\n");
        Files.writeString(folder.resolve("b"), "1\n");
        Files.createSymbolicLink(folder.resolve("loop"), folder);
        Files.createSymbolicLink(scratch.resolve("dangling"), scratch.resolve("nothing"));
        Files.createSymbolicLink(scratch.resolve("round"), scratch.resolve("round"));

        Outcome outcome = run("dangling", "folder", "round", "not there");

        assertThat(outcome.out()).isEqualTo("2 folder/a\n1 folder/b\n3 total\n");
        assertThat(outcome.err().lines())
                .containsExactly(
                        PREFIX + "dangling: No such file or directory",
                        PREFIX
                                + "round: Too many levels of symbolic links or unable to access attributes of symbolic link",
                        PREFIX + "'not there': No such file or directory");
        assertThat(outcome.exit()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--processes=0", "--processes=-1", "--processes=many", "--transport=pigeon", "--unknown"})
    void badUsageIsOneLineAndExitCode2(String option) throws Exception {
        Outcome outcome = run(option, "folder");

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .startsWith(PREFIX)
                .contains(option.replaceFirst(".*=|--", ""))
                .hasLineCount(1);
    }

    @Test
    void anUnknownTransportIsABadOptionAndThoseThatAreThereAreNamed() throws Exception {
        Outcome outcome = run("--transport", "pigeon", "folder");

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err())
                .startsWith(PREFIX + "--transport: no transport \"pigeon\"; present: ")
                .contains("pipe, ring, socket; ")
                .doesNotContain("builder")
                .hasLineCount(1);
    }

    @Test
    void aWorkerKilledInTheMiddleChangesNothing() throws Exception {
        Path large = sparse("large", LARGE, 1_000);
        try (Program program = start("--binary", "--processes", "2", large.toString())) {
            for (int kills = 0; kills < 2; kills++) {
                awaitReader(program, large).destroyForcibly();
                assertThat(program.handle().isAlive()).isTrue();
            }
            Outcome outcome = program.outcome();

            assertThat(outcome.out()).isEqualTo("1000 " + large + "\n");
            assertThat(outcome.exit()).isZero();
        }
    }

    @Test
    void aFileThatShrinksUnderneathIsReported() throws Exception {
        Path large = sparse("large", LARGE, 10);
        Path small = Files.writeString(scratch.resolve("small"), "1\n");
        try (Program program = start("--binary", large.toString(), small.toString())) {
            awaitReader(program, large);
            try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
                file.setLength(1_000);
            }
            Outcome outcome = program.outcome();

            assertThat(outcome.err()).isEqualTo(PREFIX + large + ": shrank to 1000 bytes while it was counted\n");
            assertThat(outcome.out()).matches(" +1 " + small + "\n +1 total\n");
            assertThat(outcome.exit()).isEqualTo(1);
        }
    }

    @Test
    void anInterruptEndsItWithOneLineAndNoProcessLeft() throws Exception {
        String pipe = scratch.resolve("pipe").toString();
        assertThat(new ProcessBuilder("mkfifo", pipe).start().waitFor()).isZero();
        try (Program program = start("--processes", "2", pipe)) {
            // Opening it waits for the reader.
            FileOutputStream writer = new FileOutputStream(pipe);
            List<ProcessHandle> below = await().atMost(Duration.ofSeconds(30))
                    .until(() -> program.handle().descendants().toList(), children -> children.size() >= 2);
            new ProcessBuilder("kill", "-INT", Long.toString(program.handle().pid()))
                    .start()
                    .waitFor();
            assertThat(program.outcome()).isEqualTo(new Outcome(130, "", PREFIX + "interrupted\n"));
            writer.close();
            await().atMost(Duration.ofSeconds(10)).until(() -> below.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void aReaderThatHasSeenEnoughEndsItQuietly() throws Exception {
        for (int i = 0; i < 3_000; i++) {
            Files.writeString(folder.resolve("a-name-that-fills-a-pipe-sooner-" + i), "\n");
        }
        List<String> command = lineCount("folder");
        command.addAll(0, List.of("sh", "-c", "\"$0\" \"$@\" | head -1"));

        Outcome outcome = Program.run(scratch, command);

        assertThat(outcome).isEqualTo(new Outcome(0, "   1 folder/a-name-that-fills-a-pipe-sooner-0\n", ""));
    }

    private Program start(String... arguments) throws IOException {
        return Program.start(scratch, lineCount(arguments));
    }

    private Outcome run(String... arguments) throws Exception {
        return Program.run(scratch, lineCount(arguments));
    }

    private String wc(String folder) throws Exception {
        return Program.run(scratch, shell(WC, scratch.resolve("names"), folder)).out();
    }

    private static List<String> shell(String script, Path first, String second) {
        return List.of("sh", "-c", script, first.toString(), second);
    }

    private static ProcessHandle awaitReader(Program program, Path file) {
        return await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> program.readersOf(file), readers -> !readers.isEmpty())
                .get(0);
    }

    private Path sparse(String name, long length, int lines) throws IOException {
        Path path = scratch.resolve(name);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(length);
            for (int i = 0; i < lines; i++) {
                file.seek(length / lines * i);
                file.write('\n');
            }
        }
        return path;
    }

    private static void fill(Path folder, int depth) throws IOException {
        Random random = new Random(3);
        for (String name : List.of("a", "a.txt", "a%20b", "%09%FFbytes", "new%0Aline", "%C3%A9", "-x", "@x", "empty")) {
            Path path = Path.of(URI.create(folder.toUri() + name));
            Files.write(path, name.equals("empty") ? new byte[0] : noise(random, random.nextInt(100_000)));
        }
        if (depth > 0) {
            fill(Files.createDirectory(folder.resolve("a-folder")), depth - 1);
            fill(Files.createDirectory(folder.resolve("b c")), depth - 1);
        }
    }

    private static byte[] noise(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = random.nextInt(40) == 0 ? (byte) '\n' : (byte) (1 + random.nextInt(255));
        }
        return bytes;
    }
}
