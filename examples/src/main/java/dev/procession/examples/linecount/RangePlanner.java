package dev.procession.examples.linecount;

import dev.procession.examples.linecount.Input.RegularFile;
import dev.procession.examples.linecount.Input.Stream;
import dev.procession.examples.linecount.Input.Unlisted;
import dev.procession.examples.linecount.OpenFiles.Part;
import dev.procession.examples.linecount.OpenFiles.Tally;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;

/**
 * Cuts large files into ranges and gathers small ones into batches, lazily, so that each batch is a few milliseconds of
 * work. What no worker can read is read here, when its turn comes.
 */
final class RangePlanner implements Iterator<List<String>> {
    /** A multiple of 1 MiB; about 5 ms of counting. */
    static final long RANGE_BYTES = 16 << 20;

    /** Opening a file costs as much as counting 64 KiB or so. */
    private static final int MOST_FILES = 64;

    private final Iterator<Input> inputs;
    private final OpenFiles files;
    private final boolean sniff;
    private Iterator<Part> parts = Collections.emptyIterator();

    RangePlanner(Iterator<Input> inputs, OpenFiles files, boolean sniff) {
        this.inputs = inputs;
        this.files = files;
        this.sniff = sniff;
    }

    @Override
    public boolean hasNext() {
        while (!parts.hasNext() && inputs.hasNext()) {
            parts = plan(inputs.next());
        }
        return parts.hasNext();
    }

    @Override
    public List<String> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        List<Part> batch = new ArrayList<>();
        List<String> ranges = new ArrayList<>();
        for (long bytes = 0; bytes < RANGE_BYTES && ranges.size() < MOST_FILES && hasNext(); ) {
            Part part = parts.next();
            batch.add(part);
            ranges.add(part.range().text());
            bytes += part.range().length();
        }
        files.sent(batch);
        return ranges;
    }

    private Iterator<Part> plan(Input input) {
        Tally file = files.open(input);
        if (input instanceof RegularFile regular && mayBeText(regular, file)) {
            return parts(regular, file);
        }
        if (input instanceof Stream stream) {
            read(stream, file);
        } else if (input instanceof Unlisted unlisted) {
            file.add(unlisted.outcome());
        }
        file.end();
        files.report();
        return Collections.emptyIterator();
    }

    /** Looks into large files before they are cut, so that the rest of a binary one need not be read. */
    private boolean mayBeText(RegularFile regular, Tally file) {
        if (!sniff || regular.length() <= RANGE_BYTES) {
            return true;
        }
        try {
            if (!RangeCounter.isBinary(regular.uri())) {
                return true;
            }
            file.add(RangeResult.noText());
        } catch (IOException e) {
            file.add(RangeResult.failed(e));
        }
        return false;
    }

    private Iterator<Part> parts(RegularFile regular, Tally file) {
        long length = regular.length();
        long last = Math.max(0, length - 1) / RANGE_BYTES;
        return LongStream.rangeClosed(0, last)
                .mapToObj(i -> new FileRange(
                        regular.uri(),
                        i * RANGE_BYTES,
                        Math.min(length, (i + 1) * RANGE_BYTES),
                        i == last,
                        sniff && i == 0))
                .map(range -> new Part(file, range))
                .iterator();
    }

    private void read(Stream stream, Tally file) {
        try {
            file.add(stream.reading().count(sniff));
        } catch (IOException e) {
            file.add(RangeResult.failed(e));
        }
    }
}
