package dev.procession.examples.linecount;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** A count without a pool: what it printed on its two streams. */
record Counting(String out, String err, boolean hadProblems) {
    static Counting of(List<String> paths) throws IOException {
        return of(paths, true, Counting::inThisThread);
    }

    static Counting of(List<String> paths, boolean sniff, LineCounter.Workers workers) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = Console.withoutBar(new PrintStream(err, true, StandardCharsets.UTF_8));
        new LineCounter(workers, sniff, console).count(new FileLister(paths), out);
        return new Counting(
                out.toString(StandardCharsets.ISO_8859_1), err.toString(StandardCharsets.UTF_8), console.hadProblems());
    }

    /** Pulls three batches ahead of the results, as a pool does. */
    static Iterator<List<String>> inThisThread(Iterator<List<String>> batches) {
        Deque<List<String>> pulled = new ArrayDeque<>();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                while (pulled.size() < 3 && batches.hasNext()) {
                    pulled.add(batches.next());
                }
                return !pulled.isEmpty();
            }

            @Override
            public List<String> next() {
                return RangeCounter.count(pulled.remove());
            }
        };
    }
}
