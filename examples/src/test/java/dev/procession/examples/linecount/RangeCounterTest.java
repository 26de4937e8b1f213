package dev.procession.examples.linecount;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RangeCounterTest {
    @TempDir
    Path scratch;

    @Test
    void rangesAddUpWhereverTheFileIsCut() throws Exception {
        byte[] noise = new Tree(1).noise(700_000);
        Path file = Files.write(scratch.resolve("file"), noise);
        long whole = ByteScan.newlines(noise, noise.length);
        Random random = new Random(2);
        for (int round = 0; round < 20; round++) {
            List<FileRange> ranges = new ArrayList<>();
            for (int from = 0; from < noise.length; ) {
                int to = Math.min(noise.length, from + 1 + random.nextInt(400_000));
                ranges.add(range(file, from, to, to == noise.length));
                from = to;
            }
            assertThat(ranges.stream()
                            .map(RangeCounter::count)
                            .mapToLong(RangeResult::lines)
                            .sum())
                    .isEqualTo(whole);
        }
    }

    @Test
    void theLastRangeTakesWhatWasAdded() throws Exception {
        Path file = Files.writeString(scratch.resolve("file"), "1\n2\n3\n");

        assertThat(count(range(file, 0, 2, false)).lines()).isEqualTo(1);
        assertThat(count(range(file, 2, 4, true)).lines()).isEqualTo(2);
    }

    @Test
    void aRangeThatIsNoLongerThereIsAProblem() throws Exception {
        Path file = Files.writeString(scratch.resolve("file"), "1\n2\n3\n");

        assertThat(count(range(file, 4, 8, true)).problem()).isEqualTo("shrank to 6 bytes while it was counted");
        assertThat(count(range(file, 0, 8, false)).problem()).isEqualTo("shrank to 6 bytes while it was counted");
    }

    @Test
    void aLinkPutInTheFilesPlaceIsNotFollowed() throws Exception {
        Path file = Files.writeString(scratch.resolve("file"), "1\n");
        Path link = Files.createSymbolicLink(scratch.resolve("link"), file);

        assertThat(count(range(link, 0, 2, true)).problem()).contains("symbolic links");
    }

    @Test
    void aFolderInTheFilesPlaceIsAProblem() {
        assertThat(count(range(scratch, 0, 2, true)).problem()).isEqualTo("Is a directory");
    }

    @Test
    void onlyASniffedRangeCanBeBinary() throws Exception {
        Path file = Files.write(scratch.resolve("file"), new byte[] {0, '\n'}, StandardOpenOption.CREATE);

        assertThat(count(range(file, 0, 2, true))).isEqualTo(RangeResult.counted(1));
        assertThat(count(new FileRange(file.toUri().toString(), 0, 2, true, true)))
                .isEqualTo(RangeResult.noText());
    }

    private static FileRange range(Path file, long from, long to, boolean last) {
        return new FileRange(file.toUri().toString(), from, to, last, false);
    }

    private static RangeResult count(FileRange range) {
        String result = RangeCounter.count(List.of(range.text())).get(0);
        return RangeResult.ofText(result);
    }
}
