package dev.procession.transport.pipe;

import dev.procession.core.channel.Joining;
import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of one channel: the owner that starts, names, stops and joins them. All are daemons. A third one lives only
 * while the channel closes, since closing a stream may block as long as another thread is blocked in it.
 */
final class PipeThreads {
    /** How long the farewell and its answer may take before the streams are closed under the threads. */
    private static final Duration GRACE = Duration.ofMillis(250);

    /** How long {@link #join} waits at the most: the grace and a little more for the threads to wake up. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Closeable in;
    private final Closeable out;
    private final Thread readerThread;
    private final Thread writerThread;
    private final Thread closerThread;

    PipeThreads(Runnable reader, Runnable writer, Closeable in, Closeable out) {
        int number = NUMBER.incrementAndGet();
        this.in = in;
        this.out = out;
        this.readerThread = daemon(reader, "procession-pipe-reader-" + number);
        this.writerThread = daemon(writer, "procession-pipe-writer-" + number);
        this.closerThread = daemon(this::closeStreams, "procession-pipe-closer-" + number);
    }

    void start() {
        readerThread.start();
        writerThread.start();
    }

    void unparkReader() {
        LockSupport.unpark(readerThread);
    }

    /** Whether the caller is the reader or the writer, for whom nobody may wait here. */
    boolean isCalledFromOneOfThem() {
        Thread caller = Thread.currentThread();
        return caller == readerThread || caller == writerThread;
    }

    /** Begins the end; to be called once. */
    void stop() {
        unparkReader();
        closerThread.start();
    }

    /** Waits for the end, but not long. The caller's interrupt flag stays as it is. */
    void join() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Joining.joinUntil(closerThread, deadline);
        Joining.joinUntil(writerThread, deadline);
        Joining.joinUntil(readerThread, deadline);
    }

    /** Clears the flag that a listener may have left on a thread of ours: it would close a file channel (CH-19). */
    static void forgetInterrupt() {
        Thread.interrupted();
    }

    private void closeStreams() {
        long deadline = System.nanoTime() + GRACE.toNanos();
        Joining.joinUntil(writerThread, deadline);
        Joining.joinUntil(readerThread, deadline);
        PipeStreams.closeQuietly(in);
        PipeStreams.closeQuietly(out);
    }

    private static Thread daemon(Runnable body, String name) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        return thread;
    }
}
