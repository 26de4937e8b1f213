package dev.procession.core.log.internal.child;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * What lies below a child's {@link System#out} or {@link System#err}: passes on what is printed, and has said before whose it is. Any
 * thread.
 */
public final class MarkedPrints extends OutputStream {
    private final PrintStream target;
    private final TaskMark mark;

    private MarkedPrints(PrintStream target, TaskMark mark) {
        this.target = target;
        this.mark = mark;
    }

    /** Has this process say from now on which task it prints for. For a child whose standard error its launcher reads. */
    public static void begin() {
        TaskMark mark = new TaskMark();
        System.setOut(marked(System.out, mark, "stdout.encoding"));
        System.setErr(marked(System.err, mark, "stderr.encoding"));
    }

    private static PrintStream marked(PrintStream target, TaskMark mark, String encoding) {
        return new PrintStream(new MarkedPrints(target, mark), true, charset(encoding));
    }

    /** As the JVM has chosen it; what it was given by its command line counts, as it does there. */
    private static Charset charset(String property) {
        String name = System.getProperty(property, System.getProperty("sun.".concat(property)));
        try {
            return name == null ? Charset.defaultCharset() : Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            return Charset.defaultCharset();
        }
    }

    @Override
    public void write(int value) {
        mark.set();
        target.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        mark.set();
        target.write(bytes, offset, length);
        if (target.checkError()) {
            throw new IOException("What was printed did not get out: its stream is closed, or the parent is gone");
        }
    }

    @Override
    public void flush() {
        target.flush();
    }

    @Override
    public void close() {
        target.close();
    }
}
