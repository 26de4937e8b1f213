package dev.procession.examples.linecount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compared with the real {@code wc -l}, byte for byte. */
final class LineCounterTest {
    @TempDir
    Path scratch;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void countsARandomTreeAsWcDoes(long seed) throws Exception {
        Path folder = folder("tree");
        new Tree(seed).fill(folder, 2);

        Counting counting = Counting.of(List.of(folder.toString()));

        assertThat(counting.out()).isEqualTo(Wc.lines(scratch, Wc.files(folder.toString())));
        assertThat(counting.err()).isEmpty();
    }

    @Test
    void quotesApostrophesAsWcDoes() throws Exception {
        Path folder = folder("quotes");
        for (String name : List.of("quo'te", "quo'te\n'", "'\n")) {
            Files.write(Tree.child(folder, name + "x"), new byte[0]);
        }

        assertThat(Counting.of(List.of(folder.toString())).out())
                .isEqualTo(Wc.lines(scratch, Wc.files(folder.toString())));
    }

    @Test
    void countsFilesInTheOrderGiven() throws Exception {
        String second = write("b", "1\n2\n");
        String first = write("a", "1\n");

        assertThat(Counting.of(List.of(second, first, second)).out())
                .isEqualTo(Wc.lines(scratch, List.of(second, first, second)));
    }

    @Test
    void countsOneFileWithoutTotalOrPadding() throws Exception {
        String file = write("file", "x\n".repeat(12_345));

        assertThat(Counting.of(List.of(file)).out()).isEqualTo("12345 " + file + "\n");
    }

    @Test
    void countsAFileOfManyRanges() throws Exception {
        String file = scratch.resolve("large").toString();
        byte[] noise = new Tree(7).noise((int) RangePlanner.RANGE_BYTES + 12_345);
        Files.write(Path.of(file), noise);
        try (var out = Files.newOutputStream(Path.of(file), java.nio.file.StandardOpenOption.APPEND)) {
            out.write(noise);
        }

        assertThat(Counting.of(List.of(file, file)).out()).isEqualTo(Wc.lines(scratch, List.of(file, file)));
    }

    @Test
    void countsThousandsOfSmallFiles() throws Exception {
        Path folder = folder("many");
        for (int i = 0; i < 3_000; i++) {
            Files.writeString(folder.resolve("f" + i), "line\n".repeat(i % 5));
        }

        assertThat(Counting.of(List.of(folder.toString())).out())
                .isEqualTo(Wc.lines(scratch, Wc.files(folder.toString())));
    }

    @Test
    void anEmptyFolderPrintsNothing() throws Exception {
        Counting counting = Counting.of(List.of(folder("empty").toString()));

        assertThat(counting).isEqualTo(new Counting("", "", false));
    }

    @Test
    void namesABinaryFileAndGoesOnAsIfItWereNotThere() throws Exception {
        String text = write("text", "1\n2\n");
        String binary = write("binary", "x".repeat(RangeCounter.SNIFFED_BYTES - 1) + "\0" + "\n".repeat(99_999));

        Counting counting = Counting.of(List.of(text, binary));

        assertThat(counting.out()).isEqualTo("2 " + text + "\n");
        assertThat(counting.err()).contains(binary + ": binary file").hasLineCount(1);
        assertThat(counting.hadProblems()).isFalse();
    }

    @Test
    void countsABinaryFileWhenAskedTo() throws Exception {
        String text = write("text", "1\n2\n");
        String binary = write("binary", "\0\n");

        Counting counting = Counting.of(List.of(text, binary), false, Counting::inThisThread);

        assertThat(counting.out()).isEqualTo(Wc.lines(scratch, List.of(text, binary)));
        assertThat(counting.err()).isEmpty();
    }

    @Test
    void aNulBehindTheFirst8KibIsText() throws Exception {
        String file = write("late", "x".repeat(RangeCounter.SNIFFED_BYTES) + "\0\n");

        assertThat(Counting.of(List.of(file)).out()).isEqualTo("1 " + file + "\n");
    }

    @Test
    void aLargeBinaryFileIsNotReadToItsEnd() throws Exception {
        Path sparse = scratch.resolve("sparse");
        try (var file = new java.io.RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength(1L << 40);
        }

        Counting counting = Counting.of(List.of(sparse.toString()));

        assertThat(counting.out()).isEmpty();
        assertThat(counting.err()).contains("binary");
    }

    @Test
    void whatIsMissingIsReportedAndTheRestCounted() throws Exception {
        String file = write("here", "1\n");
        String gone = scratch.resolve("not here").toString();

        Counting counting = Counting.of(List.of(gone, file));

        assertThat(counting.out()).isEqualTo(Wc.lines(scratch, List.of(gone, file)));
        assertThat(counting.err()).isEqualTo("procession linecount: '" + gone + "': No such file or directory\n");
        assertThat(counting.hadProblems()).isTrue();
    }

    @Test
    void twoMissingFilesStillHaveATotal() throws Exception {
        List<String> gone =
                List.of(scratch.resolve("x").toString(), scratch.resolve("y").toString());

        assertThat(Counting.of(gone).out()).isEqualTo("0 total\n").isEqualTo(Wc.lines(scratch, gone));
    }

    @Test
    void aFileThatVanishesAfterItsListingIsReported() throws Exception {
        String stays = write("stays", "1\n");
        String goes = write("goes", "1\n2\n");

        Counting counting = Counting.of(List.of(goes, stays), true, batches -> {
            Iterator<List<String>> results = Counting.inThisThread(batches);
            assertThat(results.hasNext()).isTrue();
            delete(goes);
            return results;
        });

        assertThat(counting.out()).endsWith("1 " + stays + "\n1 total\n").doesNotContain(goes);
        assertThat(counting.err()).isEqualTo("procession linecount: " + goes + ": No such file or directory\n");
    }

    @Test
    void aLostBatchIsReportedForEachOfItsFilesAndTheNextCounted() throws Exception {
        Path folder = folder("many");
        for (int i = 0; i < 100; i++) {
            Files.writeString(folder.resolve("f" + i), "\n");
        }

        Counting counting = Counting.of(List.of(folder.toString()), true, LineCounterTest::losingTheFirst);

        assertThat(counting.err()).hasLineCount(64).contains("not counted: java.lang.Exception: lost twice");
        assertThat(counting.out()).hasLineCount(37).endsWith(" 36 total\n");
    }

    private static Iterator<List<String>> losingTheFirst(Iterator<List<String>> batches) {
        Iterator<List<String>> results = Counting.inThisThread(batches);
        return new Iterator<>() {
            private boolean lost;

            @Override
            public boolean hasNext() {
                return results.hasNext();
            }

            @Override
            public List<String> next() {
                List<String> next = results.next();
                if (!lost) {
                    lost = true;
                    throw new CompletionException(new Exception("lost\ntwice"));
                }
                return next;
            }
        };
    }

    @Test
    void aNamedLinkIsFollowedAndALinkInAFolderIsNot() throws Exception {
        Path folder = folder("folder");
        Path file = Files.writeString(folder.resolve("file"), "1\n2\n");
        Files.createSymbolicLink(folder.resolve("to-file"), file);
        Files.createSymbolicLink(folder.resolve("to-nothing"), folder.resolve("nothing"));
        Files.createSymbolicLink(folder.resolve("loop"), folder);
        Path link = Files.createSymbolicLink(scratch.resolve("link"), file);
        Path folderLink = Files.createSymbolicLink(scratch.resolve("folder-link"), folder);

        Counting counting = Counting.of(List.of(link.toString(), folderLink.toString()));

        assertThat(counting.out()).isEqualTo(Wc.lines(scratch, List.of(link.toString(), folderLink + "/file")));
        assertThat(counting.hadProblems()).isFalse();
    }

    @Test
    void aDanglingLinkThatIsNamedIsReported() throws Exception {
        Path link = Files.createSymbolicLink(scratch.resolve("link"), scratch.resolve("nothing"));

        Counting counting = Counting.of(List.of(link.toString()));

        assertThat(counting)
                .isEqualTo(new Counting("", "procession linecount: " + link + ": No such file or directory\n", true));
    }

    @Test
    void aFolderIsPrintedAsGiven() throws Exception {
        String folder = folder("folder").toString();
        write("folder/file", "1\n");

        assertThat(Counting.of(List.of(folder + "//")).out()).isEqualTo("1 " + folder + "//file\n");
        assertThat(Counting.of(List.of(folder + "/../folder")).out()).isEqualTo("1 " + folder + "/../folder/file\n");
    }

    @Test
    void devicesWidenTheColumnAsWithWc() throws Exception {
        String file = write("file", "1\n");

        assertThat(Counting.of(List.of("/dev/null", file)).out())
                .isEqualTo(Wc.lines(scratch, List.of("/dev/null", file)));
        assertThat(Counting.of(List.of("/dev/null")).out()).isEqualTo("0 /dev/null\n");
    }

    @Test
    void aPipeIsReadAsWcReadsIt() throws Exception {
        String file = write("file", "1\n");
        String pipe = pipe("pipe");
        Process writer = new ProcessBuilder("sh", "-c", "printf 'a\\nb\\n' > \"$0\"", pipe).start();

        Counting counting = Counting.of(List.of(file, pipe));

        assertThat(writer.waitFor()).isZero();
        assertThat(counting.out()).isEqualTo("      1 " + file + "\n      2 " + pipe + "\n      3 total\n");
    }

    @Test
    void aPipeInAFolderIsPassedOver() throws Exception {
        String folder = folder("folder").toString();
        pipe("folder/pipe");
        String file = write("folder/file", "1\n");

        assertThat(Counting.of(List.of(folder)).out()).isEqualTo("1 " + file + "\n");
    }

    @Test
    void aFileWithContentsButNoSizeIsReadToItsEnd() throws Exception {
        String file = "/proc/self/limits";
        Path copy = Files.write(scratch.resolve("copy"), Files.readAllBytes(Path.of(file)));

        String lines = Wc.lines(scratch, List.of(copy.toString())).split(" ")[0];

        assertThat(Counting.of(List.of(file)).out()).isEqualTo(lines + " " + file + "\n");
    }

    @Test
    void anEmptyPathIsReported() throws Exception {
        assertThat(Counting.of(List.of("")).err()).isEqualTo("procession linecount: '': a path cannot be empty\n");
    }

    @Test
    void anOverlapIsCountedTwice() throws Exception {
        String folder = folder("folder").toString();
        String file = write("folder/file", "1\n");

        assertThat(Counting.of(List.of(folder, file)).out()).isEqualTo(Wc.lines(scratch, List.of(file, file)));
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectory(scratch.resolve(name));
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(scratch.resolve(name), text).toString();
    }

    private String pipe(String name) throws IOException, InterruptedException {
        String pipe = scratch.resolve(name).toString();
        assertThat(new ProcessBuilder("mkfifo", pipe).start().waitFor()).isZero();
        return pipe;
    }

    private static void delete(String file) {
        try {
            Files.delete(Path.of(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
