package dev.procession.core.launch.internal.link;

import dev.procession.core.launch.WorkerLauncher;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** The launcher's end of a link. First prepared, then attached to the one process that it leads to. */
public final class ParentLink implements WorkerLauncher.LinkToBe {
    private enum State {
        PREPARED,
        LAUNCHING,
        ATTACHED,
        DOORBELL,
        STREAMS
    }

    private static final int CHUNK = 512;

    private State state = State.PREPARED;
    private @Nullable StreamDoorbell doorbell;
    private @Nullable Process process;
    private byte @Nullable [] secret;

    /** A link whose child is not launched yet. */
    public ParentLink() {}

    /**
     * Reserves the link for one launch.
     *
     * @throws IllegalStateException if it was used before
     */
    public synchronized void use() {
        if (state != State.PREPARED) {
            throw new IllegalStateException("This link was used for a launch before: prepare one per child");
        }
        state = State.LAUNCHING;
    }

    /**
     * Joins the link to its child, which has been given its launch ticket.
     *
     * @param child the process
     */
    public synchronized void attach(Process child) {
        process = child;
        state = State.ATTACHED;
        if (doorbell != null) {
            connect(doorbell, child);
        }
    }

    @Override
    public boolean present() {
        return true;
    }

    @Override
    public synchronized Doorbell doorbell() {
        if (state == State.STREAMS) {
            throw new IllegalStateException("The link's streams were taken: it has no doorbell any more");
        }
        StreamDoorbell bell = doorbell;
        if (bell == null) {
            bell = new StreamDoorbell();
            doorbell = bell;
            if (process != null) {
                connect(bell, process);
            }
        }
        return bell;
    }

    /** Made when asked for, since a young JVM's first random bytes cost it tens of milliseconds. */
    @Override
    public synchronized byte[] secret() {
        byte[] made = secret;
        if (made == null) {
            if (state != State.PREPARED) {
                throw new IllegalStateException(
                        "The link has no secret: ask for it before launch(), which hands it over");
            }
            made = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(made);
            secret = made;
        }
        return made.clone();
    }

    /**
     * What the child has to be given.
     *
     * @return the secret; empty if nobody has asked for it
     */
    public synchronized byte[] secretIfAny() {
        byte[] made = secret;
        return made == null ? new byte[0] : made.clone();
    }

    private void connect(StreamDoorbell bell, Process child) {
        state = State.DOORBELL;
        bell.attach(child.getOutputStream());
        Thread reader = new Thread(() -> listen(bell, child.getInputStream()), "procession-doorbell-" + child.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Ends with the child: its end closes the stream. */
    private static void listen(StreamDoorbell bell, InputStream in) {
        byte[] chunk = new byte[CHUNK];
        try {
            for (int count = in.read(chunk); count > 0; count = in.read(chunk)) {
                bell.received(chunk, count);
            }
        } catch (IOException gone) {
            // The stream was closed, which is the same news as its end.
        } finally {
            bell.peerEnded();
        }
    }

    @Override
    public synchronized Streams takeStreams() {
        Process child = process;
        if (state == State.DOORBELL || doorbell != null) {
            throw new IllegalStateException("The link is used as a doorbell: its streams cannot be taken");
        }
        if (child == null) {
            throw new IllegalStateException("The child is not launched yet: take the streams after launch()");
        }
        if (state == State.STREAMS) {
            throw new IllegalStateException("The link's streams were taken before");
        }
        state = State.STREAMS;
        return new Streams(child.getInputStream(), new PromptOutput(child.getOutputStream()));
    }
}
