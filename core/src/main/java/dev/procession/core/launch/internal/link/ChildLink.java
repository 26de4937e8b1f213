package dev.procession.core.launch.internal.link;

import dev.procession.core.channel.LaunchLink;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The child's end of the link. A daemon thread watches it for the launcher's end, which halts this JVM; it gives way when
 * the streams are taken, and reads the rings when the link is used as a doorbell.
 */
public final class ChildLink implements LaunchLink {
    /** The exit code of a child whose launcher is gone: that of a hang-up. Nobody is left to see it. */
    private static final int LAUNCHER_GONE = 129;

    /** What the launcher may send before this side has chosen; a pipe's buffer holds the rest. */
    private static final int STASH = 4_096;

    private enum Use {
        UNDECIDED,
        DOORBELL,
        STREAMS
    }

    private static final long STOP_MILLIS = 50;

    private final InputStream in;
    private final String inPath;
    private final String outPath;
    private final byte[] secret;
    private final Thread watch = new Thread(null, new Watch(this), "procession-link-watch", 0);
    private Use use = Use.UNDECIDED;
    private @Nullable StreamDoorbell doorbell;
    private @Nullable HandedOverInput taken;
    private final byte[] stash = new byte[STASH];
    private int stashed;
    private boolean stopping;

    /**
     * An end over two descriptors.
     *
     * @param in the open stream from the launcher
     * @param inPath where that stream was opened
     * @param outPath where the stream to it can be opened
     * @param secret what the launcher gave it; empty if nothing
     */
    public ChildLink(InputStream in, String inPath, String outPath, byte[] secret) {
        this.in = in;
        this.inPath = inPath;
        this.outPath = outPath;
        this.secret = secret;
    }

    /** Starts the watch. */
    public void watch() {
        watch.setDaemon(true);
        watch.start();
        Runtime.getRuntime().addShutdownHook(new Thread(null, new Stop(this), "procession-link-stop", 0));
    }

    /**
     * Ends the reading, because a JVM that ends waits 300 ms for a thread that is inside a system call. The read is ended
     * by a byte of our own: Linux opens the reading end of a pipe for writing too. Elsewhere the JVM waits.
     */
    private void stopReading() {
        HandedOverInput input;
        synchronized (this) {
            if (use != Use.STREAMS && stashed == STASH) {
                return;
            }
            stopping = true;
            input = taken;
        }
        HandedOverInput reading = input != null && input.stop() ? input : null;
        if (reading == null && !watch.isAlive()) {
            return;
        }
        Thread wake = new Thread(null, new Wake(inPath), "procession-link-wake", 0);
        wake.setDaemon(true);
        wake.start();
        try {
            watch.join(STOP_MILLIS);
            if (reading != null) {
                reading.awaitHeld(STOP_MILLIS);
            }
        } catch (InterruptedException e) {
            // The JVM ends a little later.
        }
    }

    @Override
    public boolean present() {
        return true;
    }

    @Override
    public synchronized Doorbell doorbell() {
        if (use == Use.STREAMS) {
            throw new IllegalStateException("The link's streams were taken: it has no doorbell any more");
        }
        StreamDoorbell bell = doorbell;
        if (bell == null) {
            bell = new StreamDoorbell();
            bell.attach(openOut());
            bell.received(stash, stashed);
            stashed = 0;
            doorbell = bell;
            use = Use.DOORBELL;
            notifyAll();
        }
        return bell;
    }

    @Override
    public synchronized Streams takeStreams() {
        if (use != Use.UNDECIDED) {
            throw new IllegalStateException(
                    use == Use.STREAMS
                            ? "The link's streams were taken before"
                            : "The link is used as a doorbell: its streams cannot be taken");
        }
        OutputStream out = openOut();
        HandedOverInput input = new HandedOverInput(in, Arrays.copyOf(stash, stashed));
        taken = input;
        use = Use.STREAMS;
        notifyAll();
        return new Streams(input, out);
    }

    @Override
    public byte[] secret() {
        if (secret.length == 0) {
            throw new IllegalStateException(
                    "The link has no secret: the parent's end has to ask for it before the launch");
        }
        return secret.clone();
    }

    private OutputStream openOut() {
        try {
            return new FileOutputStream(outPath);
        } catch (IOException e) {
            throw new IllegalStateException("The link to the launcher cannot be opened: ".concat(outPath), e);
        }
    }

    /** Reads until the streams are taken or the launcher is gone. */
    private void readOn() {
        int at = roomAt();
        while (at >= 0 && take(at, readInto(stash, at))) {
            at = roomAt();
        }
    }

    /** Where to read to: behind the stash, which is empty for a doorbell; -1 once the streams are taken. */
    private synchronized int roomAt() {
        while (use == Use.UNDECIDED && stashed == STASH) {
            try {
                wait();
            } catch (InterruptedException e) {
                // This thread is ours and nobody interrupts it; should it happen, it goes on watching.
            }
        }
        HandedOverInput input = taken;
        if (input != null) {
            input.handOver(new byte[0], false);
            return -1;
        }
        return stashed;
    }

    private int readInto(byte[] target, int at) {
        try {
            return in.read(target, at, target.length - at);
        } catch (IOException e) {
            return -1;
        }
    }

    /** Takes what was read; false if the watch is to give way. */
    private synchronized boolean take(int at, int count) {
        if (stopping) {
            return false;
        }
        byte[] read = Arrays.copyOfRange(stash, at, at + Math.max(count, 0));
        HandedOverInput input = taken;
        if (input != null) {
            input.handOver(read, count < 0);
            return false;
        }
        if (count < 0) {
            Runtime.getRuntime().halt(LAUNCHER_GONE);
        }
        StreamDoorbell bell = doorbell;
        if (bell == null) {
            stashed += count;
        } else {
            bell.received(read, count);
        }
        return true;
    }

    /** The watch's thread body; a class of its own because a lambda would cost the bootstrap milliseconds. */
    private static final class Watch implements Runnable {
        private final ChildLink link;

        Watch(ChildLink link) {
            this.link = link;
        }

        @Override
        public void run() {
            link.readOn();
        }
    }

    /** The shutdown hook's body. */
    private static final class Stop implements Runnable {
        private final ChildLink link;

        Stop(ChildLink link) {
            this.link = link;
        }

        @Override
        public void run() {
            link.stopReading();
        }
    }

    /** Ends a read of the link. On a thread of its own, for the pipe may be full, and then nobody ends the write. */
    private static final class Wake implements Runnable {
        private final String path;

        Wake(String path) {
            this.path = path;
        }

        @Override
        public void run() {
            try (OutputStream wake = new FileOutputStream(path)) {
                wake.write(0);
            } catch (IOException e) {
                // The JVM ends a little later.
            }
        }
    }
}
