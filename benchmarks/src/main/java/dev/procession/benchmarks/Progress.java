package dev.procession.benchmarks;

import java.io.PrintStream;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How far a run is: a bar on a terminal, a line for each figure elsewhere. Used by one thread. */
final class Progress implements AutoCloseable {
    /** Set by bin/procession where the error stream is a terminal: its width, 0 if the terminal does not tell. */
    private static final String COLUMNS = "procession.columns";

    private static final String CLEAR_LINE = "\r\033[K";
    private static final int USUAL_COLUMNS = 80;

    private final PrintStream err;
    private final int figures;
    private final @Nullable ProgressBar bar;
    private int done;

    private Progress(PrintStream err, int figures, @Nullable Integer columns) {
        this.err = err;
        this.figures = figures;
        this.bar = columns == null ? null : bar(err, figures, (columns > 1 ? columns : USUAL_COLUMNS) - 1);
    }

    static Progress on(PrintStream err, int figures) {
        return new Progress(err, figures, Integer.getInteger(COLUMNS));
    }

    private static ProgressBar bar(PrintStream err, int figures, int width) {
        return new ProgressBarBuilder()
                .setTaskName("Measuring")
                .setInitialMax(figures)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(500)
                .setConsumer(new DelegatingProgressBarConsumer(
                        text -> draw(err, text.length() > width ? text.substring(0, width) : text), width))
                .build();
    }

    private static void draw(PrintStream err, String text) {
        err.print('\r' + text + "\033[K");
        err.flush();
    }

    /** A figure begins. */
    void begin(String figure) {
        if (bar == null) {
            err.println("procession bench: " + figure + " (" + (done + 1) + " of " + figures + ")");
        } else {
            bar.setExtraMessage(" " + figure);
        }
    }

    /** A contest of it goes on; round 0 is the warming up. */
    void round(String figure, String contest, int round) {
        if (bar != null) {
            String what = contest.isEmpty() ? figure : figure + ", " + contest;
            bar.setExtraMessage(" " + what + (round == 0 ? ", warming up" : ", round " + round));
        }
    }

    /** It has ended; makes room for lines. */
    void end() {
        done++;
        if (bar != null) {
            bar.step();
            err.print(CLEAR_LINE);
            err.flush();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            err.print(CLEAR_LINE);
            err.flush();
        }
    }
}
