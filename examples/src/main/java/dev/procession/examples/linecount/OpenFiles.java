package dev.procession.examples.linecount;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inputs between their listing and their line: gives the results of ranges to their files, and reports in order. */
final class OpenFiles {
    private final Deque<Tally> files = new ArrayDeque<>();
    private final Deque<List<Part>> batches = new ArrayDeque<>();
    private final CountReport report;
    private final Console console;

    OpenFiles(CountReport report, Console console) {
        this.report = report;
        this.console = console;
    }

    Tally open(Input input) {
        Tally file = new Tally(input);
        files.add(file);
        return file;
    }

    /** A batch went out; results come in the same order. */
    void sent(List<Part> batch) {
        batches.add(batch);
    }

    void received(List<String> results) {
        List<Part> batch = batches.remove();
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).settle(RangeResult.ofText(results.get(i)));
        }
        afterwards(batch);
    }

    /** There will be no results for the batch whose turn it is. */
    void lost(String reason) {
        List<Part> batch = batches.remove();
        batch.forEach(part -> part.settle(RangeResult.failed(reason)));
        afterwards(batch);
    }

    private void afterwards(List<Part> batch) {
        console.proceed(batch.stream().mapToLong(part -> part.range().length()).sum());
        report();
    }

    /** Reports the files whose turn it is. */
    void report() {
        while (!files.isEmpty() && files.element().complete) {
            report(files.remove());
        }
    }

    private void report(Tally file) {
        String problem = file.problem;
        if (problem != null) {
            console.problem(file.input.name(), problem);
            report.failed(file.input);
        } else if (file.binary) {
            console.binary(file.input.name());
        } else {
            counted(file);
        }
    }

    private void counted(Tally file) {
        try {
            report.counted(file.input, file.lines);
        } catch (IOException e) {
            throw new UncheckedIOException("the counts cannot be kept until the end: " + e.getMessage(), e);
        }
    }

    /** What is known about one input so far. */
    static final class Tally {
        private final Input input;
        private long lines;
        private boolean binary;
        private @Nullable String problem;
        private boolean complete;

        private Tally(Input input) {
            this.input = input;
        }

        void add(RangeResult result) {
            lines += result.lines();
            binary |= result.binary();
            if (problem == null) {
                problem = result.problem();
            }
        }

        /** There is no more to come. */
        void end() {
            complete = true;
        }
    }

    /**
     * A range on its way.
     *
     * @param file what it is a part of
     * @param range the range
     */
    record Part(Tally file, FileRange range) {
        private void settle(RangeResult result) {
            file.add(result);
            if (range.last()) {
                file.end();
            }
        }
    }
}
