package dev.procession.examples.linecount;

import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProcessionException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionException;

/** Counts what was listed: from the listing through the workers to the report. */
final class LineCounter {
    private final Workers workers;
    private final boolean sniff;
    private final Console console;

    /**
     * Made by the command.
     *
     * @param workers who counts
     * @param sniff whether to pass over files that are no text
     * @param console where progress and problems are shown
     */
    LineCounter(Workers workers, boolean sniff, Console console) {
        this.workers = workers;
        this.sniff = sniff;
        this.console = console;
    }

    /** Counts all inputs, then writes the report to {@code out}. */
    void count(Iterator<Input> inputs, OutputStream out) throws IOException {
        try (CountReport report = new CountReport()) {
            OpenFiles files = new OpenFiles(report, console);
            Iterator<? extends List<String>> results = workers.count(new RangePlanner(inputs, files, sniff));
            while (results.hasNext()) {
                take(results, files);
            }
            console.close();
            report.writeTo(out);
            out.flush();
        }
    }

    private void take(Iterator<? extends List<String>> results, OpenFiles files) {
        List<String> batch;
        try {
            batch = results.next();
        } catch (CompletionException e) {
            files.lost(reason(e));
            return;
        }
        files.received(batch);
    }

    /** Why a batch has no results; no reason to go on if there is no pool any more. */
    private static String reason(CompletionException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof ProcessionException pool
                && (pool.code() == ErrorCode.CLOSED || pool.code() == ErrorCode.LAUNCH_FAILED)) {
            throw pool;
        }
        String text = cause instanceof ProcessionException ? String.valueOf(cause.getMessage()) : cause.toString();
        return "not counted: " + text.replaceAll("\\s*\\R\\s*", " ");
    }

    /** Who has batches counted: a pool of processes, or this very thread. */
    @FunctionalInterface
    interface Workers {
        /**
         * Has {@link RangeCounter#count(List)} done for each batch.
         *
         * @param batches pulled on the thread that takes the results, not far ahead of it
         * @return the results in the order of the batches; where there is none, {@code next} throws {@link
         *     java.util.concurrent.CompletionException} and may go on with the next
         */
        Iterator<? extends List<String>> count(Iterator<List<String>> batches);
    }
}
