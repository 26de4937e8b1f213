package dev.procession.core.launch.internal.input;

import dev.procession.core.launch.ChildHandle;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copies a stream into a child's standard input on a thread of its own, until the stream or the child ends. */
public final class InputFeed {
    private static final System.Logger LOG = System.getLogger("dev.procession.core.launch");
    private static final int CHUNK = 8_192;

    private final ChildHandle child;
    private final InputStream source;
    private final OutputStream target;

    private InputFeed(ChildHandle child, InputStream source) {
        this.child = child;
        this.source = source;
        target = child.input();
    }

    /**
     * Starts the copying. The thread ends with the source or the child; one that is inside a read of the source ends after
     * that.
     *
     * @param child whose input is a pipe
     * @param source what to copy; closed when that is over
     */
    public static void start(ChildHandle child, InputStream source) {
        InputFeed feed = new InputFeed(child, source);
        Thread thread = new Thread(feed::run, "procession-input-" + child.pid());
        thread.setDaemon(true);
        thread.start();
        child.exit().thenRun(thread::interrupt);
    }

    private void run() {
        byte[] chunk = new byte[CHUNK];
        int count = read(chunk);
        while (count >= 0 && child.isAlive() && write(chunk, count)) {
            count = read(chunk);
        }
        close(source);
        try {
            target.close();
        } catch (IOException e) {
            // The child is gone, which is why it is closed.
        }
    }

    /**
     * Closes a source that is not needed any more.
     *
     * @param source what to close
     */
    public static void close(InputStream source) {
        try {
            source.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "What a child has read cannot be closed", e);
        }
    }

    private int read(byte[] chunk) {
        try {
            return source.read(chunk);
        } catch (IOException | RuntimeException e) {
            if (child.isAlive()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "What child '" + child.name() + "' (pid " + child.pid() + ") is to read cannot be read: its"
                                + " standard input ends here",
                        e);
            }
            return -1;
        }
    }

    private boolean write(byte[] chunk, int count) {
        try {
            target.write(chunk, 0, count);
            return true;
        } catch (IOException gone) {
            return false;
        }
    }
}
