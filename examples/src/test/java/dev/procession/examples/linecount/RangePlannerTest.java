package dev.procession.examples.linecount;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.examples.linecount.Input.RegularFile;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RangePlannerTest {
    private static final long RANGE = RangePlanner.RANGE_BYTES;

    @Test
    void rangesCoverAFileWithoutGapOrOverlap() {
        for (long length : new long[] {0, 1, RANGE - 1, RANGE, RANGE + 1, 3 * RANGE, 10_000_000_000L}) {
            List<FileRange> ranges = new ArrayList<>();
            plan(Stream.of(file(length)))
                    .forEachRemaining(batch -> batch.forEach(text -> ranges.add(FileRange.ofText(text))));

            long end = 0;
            for (FileRange range : ranges) {
                assertThat(range.from()).isEqualTo(end);
                assertThat(range.length()).isLessThanOrEqualTo(RANGE);
                end = range.to();
            }
            assertThat(end).isEqualTo(length);
            assertThat(ranges.stream().filter(FileRange::last)).containsExactly(ranges.get(ranges.size() - 1));
        }
    }

    @Test
    void smallFilesShareABatchAndLargeRangesDoNot() {
        List<Integer> sizes = new ArrayList<>();
        plan(Stream.concat(Collections.nCopies(150, file(10)).stream(), Stream.of(file(3 * RANGE))))
                .forEachRemaining(batch -> sizes.add(batch.size()));

        assertThat(sizes).containsExactly(64, 64, 23, 1, 1);
    }

    @Test
    void listsNoFurtherThanTheBatchesThatArePulled() {
        AtomicInteger listed = new AtomicInteger();
        Iterator<List<String>> batches = plan(Stream.generate(() -> file(10)).peek(file -> listed.incrementAndGet()));

        batches.next();
        batches.next();

        assertThat(listed).hasValueLessThanOrEqualTo(2 * 64 + 1);
    }

    private static Input file(long length) {
        return new RegularFile(RawName.ofArgument("file"), "file:///file", length);
    }

    private static RangePlanner plan(Stream<Input> inputs) {
        Console console = Console.withoutBar(new PrintStream(java.io.OutputStream.nullOutputStream()));
        return new RangePlanner(inputs.iterator(), new OpenFiles(new CountReport(), console), false);
    }
}
