package dev.procession.testkit.loopback;

import dev.procession.core.channel.LaunchLink;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A launch link whose two ends are in one JVM, so that a transport can be tested without a child process. Two operating
 * system pipes carry the streams; their close wakes whoever is blocked in them. Closing an end is the death of its process.
 */
public final class LoopbackLink implements LaunchLink, Closeable {
    private enum Use {
        FRESH,
        DOORBELL,
        STREAMS
    }

    private final Pipe.SourceChannel source;
    private final Pipe.SinkChannel sink;
    private final LoopbackDoorbell doorbell;
    private final byte[] secret;
    private final AtomicReference<Use> use = new AtomicReference<>(Use.FRESH);

    private LoopbackLink(Pipe.SourceChannel source, Pipe.SinkChannel sink, LoopbackDoorbell doorbell, byte[] secret) {
        this.secret = secret;
        this.source = source;
        this.sink = sink;
        this.doorbell = doorbell;
    }

    /**
     * Makes two ends that belong together.
     *
     * @return the ends, both to be closed by the caller
     */
    public static Pair pair() {
        try {
            Pipe down = Pipe.open();
            Pipe up = Pipe.open();
            LoopbackDoorbell atParent = new LoopbackDoorbell();
            LoopbackDoorbell atChild = atParent.peer();
            byte[] secret = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(secret);
            return new Pair(
                    new LoopbackLink(up.source(), down.sink(), atParent, secret),
                    new LoopbackLink(down.source(), up.sink(), atChild, secret));
        } catch (IOException e) {
            throw new UncheckedIOException("no pipe for a loopback link", e);
        }
    }

    @Override
    public boolean present() {
        return true;
    }

    @Override
    public Doorbell doorbell() {
        if (!use.compareAndSet(Use.FRESH, Use.DOORBELL) && use.get() != Use.DOORBELL) {
            throw new IllegalStateException("the streams of this link were taken, so it has no doorbell any more");
        }
        return doorbell;
    }

    @Override
    public Streams takeStreams() {
        if (!use.compareAndSet(Use.FRESH, Use.STREAMS)) {
            throw new IllegalStateException("this link is in use already: " + use.get());
        }
        return new Streams(Channels.newInputStream(source), Channels.newOutputStream(sink));
    }

    @Override
    public byte[] secret() {
        return secret.clone();
    }

    /** What the death of this end's process does: its descriptors close and the peer's doorbell returns at once. */
    @Override
    public void close() {
        doorbell.close();
        var failures = new ArrayDeque<IOException>();
        for (Closeable end : List.of(source, sink)) {
            try {
                end.close();
            } catch (IOException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw new UncheckedIOException("a loopback link could not be closed", failures.getFirst());
        }
    }

    /**
     * The two ends.
     *
     * @param parent the launcher's
     * @param child the launched one's
     */
    public record Pair(LoopbackLink parent, LoopbackLink child) implements Closeable {
        @Override
        public void close() {
            parent.close();
            child.close();
        }
    }
}
