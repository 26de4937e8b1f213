package dev.procession.core.launch.internal.output;

import dev.procession.core.OutputLine;
import dev.procession.core.OutputListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Reads all that one child prints, on a thread of its own, and tells a listener line by line. */
public final class OutputRelay {
    private static final System.Logger LOG = System.getLogger("dev.procession.core.output");
    private static final int CHUNK = 8_192;

    private final String child;
    private final long pid;
    private final InputStream printed;
    private final OutputListener listener;
    private final OutputTail tail = new OutputTail();
    private final Charset charset = nativeCharset();
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean complained;

    /**
     * A relay that is not started yet.
     *
     * @param child the child's name
     * @param pid its process id
     * @param printed where its output is read from
     * @param listener who is told
     */
    public OutputRelay(String child, long pid, InputStream printed, OutputListener listener) {
        this.child = child;
        this.pid = pid;
        this.printed = printed;
        this.listener = listener;
    }

    /** The child prints in the encoding of the platform, which it has inherited. */
    private static Charset nativeCharset() {
        String name = System.getProperty("native.encoding", "");
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            return Charset.defaultCharset();
        }
    }

    /** Starts the thread. It ends when nobody has the other end of the child's output any more. */
    public void start() {
        Thread thread = new Thread(this::relay, "procession-output-" + pid);
        thread.setDaemon(true);
        thread.start();
    }

    private void relay() {
        byte[] chunk = new byte[CHUNK];
        LineSplitter lines = new LineSplitter(charset, this::tell);
        try (printed) {
            for (int count = printed.read(chunk); count >= 0; count = printed.read(chunk)) {
                tail.add(chunk, count);
                lines.add(chunk, count);
            }
        } catch (IOException closed) {
            // The end of the child closes the stream: nothing more can come.
        } finally {
            lines.end();
            ended.countDown();
        }
    }

    private void tell(String text) {
        try {
            listener.line(new OutputLine(child, pid, text));
        } catch (RuntimeException | Error e) {
            if (!complained) {
                complained = true;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The output listener of child '" + child + "' failed; its output is still read, this is"
                                + " logged once",
                        e);
            }
        }
    }

    /**
     * Waits until everything was relayed.
     *
     * @param limit how long at the most
     * @return false if the limit passed first
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        return ended.await(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
    }

    /**
     * The last 8 KiB that were read so far.
     *
     * @return the text, malformed bytes replaced
     */
    public String tail() {
        return tail.text(charset);
    }
}
