package dev.procession.examples.soak;

import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How far a soak is: a bar with the time that is left on a terminal, a line each minute elsewhere. Used by one thread. */
final class Progress implements AutoCloseable {
    private static final String CLEAR_LINE = "\r\033[K";
    private static final int USUAL_COLUMNS = 80;

    private final PrintStream err;
    private final Duration length;
    private @Nullable ProgressBar bar;
    private long minutesTold;

    private Progress(PrintStream err, Duration length) {
        this.err = err;
        this.length = length;
    }

    /** Lines. */
    static Progress inLines(PrintStream err, Duration length) {
        return new Progress(err, length);
    }

    /** A bar on a terminal so many columns wide; 0 if it does not tell. */
    static Progress asBar(PrintStream err, Duration length, int columns) {
        Progress progress = new Progress(err, length);
        // The last column stays free: some terminals begin a new line behind it.
        int width = (columns > 1 ? columns : USUAL_COLUMNS) - 1;
        progress.bar = new ProgressBarBuilder()
                .setTaskName("Soaking")
                .setUnit(" s", 1)
                .setInitialMax(length.toSeconds())
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(500)
                .setConsumer(new DelegatingProgressBarConsumer(
                        text -> draw(err, text.length() > width ? text.substring(0, width) : text), width))
                .build();
        return progress;
    }

    private static void draw(PrintStream err, String text) {
        err.print('\r' + text + "\033[K");
        err.flush();
    }

    /** So long it has run, so many calls have come to an end, so much was found. */
    void show(Duration elapsed, long calls, int findings) {
        String words = calls + " calls, " + (findings == 0 ? "nothing" : findings) + " found";
        if (bar != null) {
            bar.setExtraMessage(" " + words);
            bar.stepTo(Math.min(elapsed.toSeconds(), length.toSeconds()));
        } else if (elapsed.toMinutes() > minutesTold) {
            minutesTold = elapsed.toMinutes();
            err.println(
                    "procession soak: " + minutesTold + " of " + (length.toSeconds() + 59) / 60 + " minutes, " + words);
        }
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            err.print(CLEAR_LINE);
            err.flush();
        }
    }
}
