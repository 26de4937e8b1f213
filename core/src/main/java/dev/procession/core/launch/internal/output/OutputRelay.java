package dev.procession.core.launch.internal.output;

import dev.procession.core.OutputLine;
import dev.procession.core.OutputListener;
import dev.procession.core.log.LogListener;
import dev.procession.core.log.internal.LogFrameReader;
import dev.procession.core.log.internal.parent.RecordRelay;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads all that one child prints and logs, on a thread of its own, and tells listeners line by line and record by record, in
 * the order in which it came.
 */
public final class OutputRelay {
    private static final System.Logger LOG = System.getLogger("dev.procession.core.output");
    private static final int CHUNK = 8_192;

    private final String child;
    private final long pid;
    private final InputStream printed;
    private final OutputListener listener;
    private final RecordRelay records;
    private final OutputTail tail = new OutputTail();
    private final Charset charset = nativeCharset();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicLong progress = new AtomicLong();
    private boolean complained;
    private Optional<String> task = Optional.empty();
    private Optional<String> taskOfLine = Optional.empty();

    /**
     * A relay that is not started yet.
     *
     * @param child the child's name
     * @param pid its process id
     * @param printed where its output is read from
     * @param listener who is told what it prints
     * @param logs who is told what it logs
     */
    public OutputRelay(String child, long pid, InputStream printed, OutputListener listener, LogListener logs) {
        this.child = child;
        this.pid = pid;
        this.printed = printed;
        this.listener = listener;
        this.records = new RecordRelay(child, pid, logs);
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

    /**
     * From now on the child is somebody else's: a spare that was taken.
     *
     * @param name the child's name from now on
     * @param logs who is told what it logs
     */
    public void logsGoTo(String name, LogListener logs) {
        records.giveTo(name, logs);
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
        LogFrameReader frames = new LogFrameReader(new Parts(lines));
        try (printed) {
            for (int count = printed.read(chunk); count >= 0; count = printed.read(chunk)) {
                progress.incrementAndGet();
                frames.add(chunk, count);
            }
        } catch (IOException closed) {
            // The end of the child closes the stream: nothing more can come.
        } finally {
            frames.end();
            lines.end();
            records.end(frames.lost());
            ended.countDown();
        }
    }

    /** What the child printed, and what it logged, each to its listener, and both to the tail. A line has the task that began it. */
    private final class Parts implements LogFrameReader.Sink {
        private final LineSplitter lines;

        Parts(LineSplitter lines) {
            this.lines = lines;
        }

        @Override
        public void printed(byte[] bytes, int count) {
            tail.add(bytes, count);
            lines.add(bytes, count);
        }

        @Override
        public void record(byte[] bytes) {
            progress.incrementAndGet();
            byte[] text = records.relay(bytes).getBytes(charset);
            tail.add(text, text.length);
        }

        @Override
        public void task(String words) {
            task = words.isEmpty() ? Optional.empty() : Optional.of(words);
            if (!lines.isInLine()) {
                taskOfLine = task;
            }
        }
    }

    private void tell(String text) {
        progress.incrementAndGet();
        try {
            listener.line(new OutputLine(child, pid, text, taskOfLine));
        } catch (RuntimeException | Error e) {
            if (!complained) {
                complained = true;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The output listener of child '" + child + "' failed; its output is still read, this is"
                                + " logged once",
                        e);
            }
        } finally {
            taskOfLine = task;
        }
    }

    /**
     * Waits until everything was relayed, and gives up when nothing is.
     *
     * @param quiet how long nothing may be relayed
     * @param limit how long in all
     * @return false if it gave up
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean awaitEnd(Duration quiet, Duration limit) throws InterruptedException {
        long start = System.nanoTime();
        long before = -1;
        long now = progress.get();
        while (now != before && System.nanoTime() - start <= TimeUnit.NANOSECONDS.convert(limit)) {
            before = now;
            if (ended.await(TimeUnit.NANOSECONDS.convert(quiet), TimeUnit.NANOSECONDS)) {
                return true;
            }
            now = progress.get();
        }
        return false;
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
