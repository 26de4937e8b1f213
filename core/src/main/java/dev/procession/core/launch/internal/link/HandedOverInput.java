package dev.procession.core.launch.internal.link;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The child's stream from its launcher, after the watch on it gave way. First comes what the watch had read; the watch may
 * still be inside one read, and what that brings is handed over here and comes next; after that this is the bare stream.
 */
final class HandedOverInput extends InputStream {
    private final InputStream source;
    private byte[] stash;
    private int next;
    private boolean handedOver;
    private boolean sourceEnded;
    private volatile boolean closed;
    private volatile boolean direct;
    private volatile boolean reading;
    private volatile boolean stopped;
    private boolean held;

    HandedOverInput(InputStream source, byte[] alreadyRead) {
        this.source = source;
        this.stash = alreadyRead;
    }

    /** What the watch's last read brought; after this it never touches the stream again. */
    synchronized void handOver(byte[] last, boolean ended) {
        byte[] all = Arrays.copyOfRange(stash, next, stash.length + last.length);
        System.arraycopy(last, 0, all, stash.length - next, last.length);
        stash = all;
        next = 0;
        sourceEnded = ended;
        handedOver = true;
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int stashed = direct ? 0 : takeStash(target, offset, length);
        return stashed == 0 ? readSource(target, offset, length) : stashed;
    }

    private int readSource(byte[] target, int offset, int length) throws IOException {
        reading = true;
        try {
            int count = stopped ? 0 : source.read(target, offset, length);
            if (stopped && count >= 0) {
                hold();
            }
            return count;
        } finally {
            reading = false;
        }
    }

    /**
     * Lets no reader out any more, for what comes next may be a byte of our own.
     *
     * @return whether one is inside a read of the stream
     */
    boolean stop() {
        stopped = true;
        return reading;
    }

    /** Waits until the reader has left the stream. */
    synchronized void awaitHeld(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = millis;
        while (!held && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
    }

    private synchronized void hold() throws IOException {
        held = true;
        notifyAll();
        while (!closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                // The JVM ends: nobody is left to tell.
            }
        }
        throw new IOException("The link's stream is closed");
    }

    private synchronized int takeStash(byte[] target, int offset, int length) throws IOException {
        if (next == stash.length) {
            awaitHandOver();
        }
        if (next < stash.length) {
            int count = Math.min(length, stash.length - next);
            System.arraycopy(stash, next, target, offset, count);
            next += count;
            return count;
        }
        direct = !sourceEnded;
        return sourceEnded ? -1 : 0;
    }

    private void awaitHandOver() throws IOException {
        boolean interrupted = false;
        while (!handedOver && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (closed) {
            throw new IOException("The link's stream is closed");
        }
    }

    @Override
    public int available() throws IOException {
        if (direct) {
            return source.available();
        }
        synchronized (this) {
            return stash.length - next + (handedOver && !sourceEnded ? source.available() : 0);
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        source.close();
    }
}
