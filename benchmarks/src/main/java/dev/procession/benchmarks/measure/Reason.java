package dev.procession.benchmarks.measure;

import java.util.concurrent.ExecutionException;

/** A failure in one line. */
final class Reason {
    private static final int LONGEST = 160;

    private Reason() {}

    static String of(Throwable failure) {
        Throwable told = failure;
        while (told instanceof ExecutionException && told.getCause() != null) {
            told = told.getCause();
        }
        String message = told.getMessage();
        String text = told instanceof AbsentException && message != null
                ? message
                : told.getClass().getSimpleName() + (message == null ? "" : ": " + message);
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
