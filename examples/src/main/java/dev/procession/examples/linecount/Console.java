package dev.procession.examples.linecount;

import java.io.Closeable;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * The error stream: one line for each problem and, on a terminal, a bar below them until the counts are printed. Lines and
 * bar never mix. Used by the counting thread, the bar's and, at an interrupt, the JVM's.
 */
final class Console implements Closeable {
    private static final String PREFIX = "procession linecount: ";
    private static final String CLEAR_LINE = "\r\033[K";
    private static final int USUAL_COLUMNS = 80;

    /** What is over sooner needs no bar. */
    private static final long DELAY_NANOS = Duration.ofMillis(500).toNanos();

    private final PrintStream err;
    private @Nullable ProgressBar bar;
    private final long begun = System.nanoTime();
    private volatile boolean empty;
    private boolean drawn;
    private boolean closed;
    private boolean silent;
    private boolean problems;

    private Console(PrintStream err) {
        this.err = err;
    }

    /** Lines only. */
    static Console withoutBar(PrintStream err) {
        return new Console(err);
    }

    /** Lines, and a bar on a terminal so many columns wide; 0 if it does not tell. */
    static Console withBar(PrintStream err, int columns) {
        Console console = new Console(err);
        // The last column stays free: some terminals begin a new line behind it.
        console.bar = console.newBar((columns > 1 ? columns : USUAL_COLUMNS) - 1);
        return console;
    }

    private ProgressBar newBar(int width) {
        return new ProgressBarBuilder()
                .setTaskName("Counting")
                .setUnit(" MiB", 1 << 20)
                .setInitialMax(-1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(100)
                .continuousUpdate()
                .showSpeed()
                .setConsumer(new DelegatingProgressBarConsumer(text -> draw(fitted(text, width)), width))
                .build();
    }

    /** A bar has a shortest length, which may be too long; what wraps cannot be drawn over. */
    private static String fitted(String text, int width) {
        return text.length() > width ? text.substring(0, width) : text;
    }

    private synchronized void draw(String text) {
        if (!closed && !empty && System.nanoTime() - begun > DELAY_NANOS) {
            err.print('\r' + text + "\033[K");
            err.flush();
            drawn = true;
        }
    }

    /** So many bytes are to be counted. */
    void expect(long bytes) {
        empty = bytes == 0;
        if (bar != null) {
            bar.maxHint(bytes);
        }
    }

    /** So many more bytes have been counted. */
    void proceed(long bytes) {
        if (bar != null) {
            bar.stepBy(bytes);
        }
    }

    /** An input could not be counted. */
    void problem(RawName name, String reason) {
        print(name.quotedIfNeeded() + ": " + reason);
        problems = true;
    }

    /** An input was not counted because it is no text. */
    void binary(RawName name) {
        print(name.quotedIfNeeded() + ": binary file, not counted (--binary counts it)");
    }

    boolean hadProblems() {
        return problems;
    }

    /** The user has had enough: says so and falls silent. */
    synchronized void interrupted() {
        clear();
        print("interrupted");
        closed = true;
        silent = true;
    }

    private synchronized void print(String line) {
        if (!silent) {
            clear();
            err.writeBytes((PREFIX + line + '\n').getBytes(StandardCharsets.UTF_8));
            err.flush();
        }
    }

    private void clear() {
        if (drawn) {
            err.print(CLEAR_LINE);
            drawn = false;
        }
    }

    /** Takes the bar away. Lines can still be printed. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            clear();
            err.flush();
        }
        if (bar != null) {
            bar.close();
        }
    }
}
