package dev.procession.core.connection.internal;

import dev.procession.core.connection.internal.meeting.Farewell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands where an end was that has moved on, and carries what was under way and what still comes to its new place and back,
 * until both sides go on without it or are gone. Has a thread of its own and buffers of a fixed size.
 */
final class Relay {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final System.Logger LOG = System.getLogger("dev.procession.core.connection");

    private final Feed feed;
    private final Drain drain;
    private final Wire there;
    private final Lane forth = new Lane();
    private final Lane back = new Lane();

    /**
     * A relay.
     *
     * @param feed what comes from the peer
     * @param drain where to write what is for the peer
     * @param there the new place
     */
    Relay(Feed feed, Drain drain, Wire there) {
        this.feed = feed;
        this.drain = drain;
        this.there = there;
    }

    /** One direction. */
    private static final class Lane {
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
        private boolean ended;
        private boolean done;

        boolean wantsToRead() {
            return !ended && !buffer.hasRemaining();
        }
    }

    void start() {
        Thread thread = new Thread(this::run, "procession-relay-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
        Farewell.begin();
        try {
            thread.start();
        } catch (Error e) {
            finish();
            throw e;
        }
    }

    private void run() {
        try (Selector selector = Selector.open()) {
            while (!forth.done || !back.done) {
                boolean moved = pumpForth();
                moved |= pumpBack();
                if (!moved && (!forth.done || !back.done)) {
                    await(selector);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "A relay of a connection ended early", e);
        } finally {
            finish();
        }
    }

    private void finish() {
        feed.end();
        drain.end();
        there.close();
        Farewell.end();
    }

    private boolean pumpForth() {
        if (forth.done) {
            return false;
        }
        try {
            if (forth.buffer.hasRemaining()) {
                return there.write(forth.buffer) > 0;
            }
            return (!forth.ended && filled(forth, feed.read(forth.buffer.clear()))) || finished(forth);
        } catch (IOException e) {
            return cut(forth);
        } finally {
            if (forth.done) {
                feed.end();
                there.endOutput();
            }
        }
    }

    private boolean pumpBack() {
        if (back.done) {
            return false;
        }
        try {
            if (back.buffer.hasRemaining() || drain.owes()) {
                return drain.write(back.buffer);
            }
            return (!back.ended && filled(back, there.read(back.buffer.clear()))) || finished(back);
        } catch (IOException e) {
            return cut(back);
        } finally {
            if (back.done) {
                there.endInput();
                drain.end();
            }
        }
    }

    private static boolean filled(Lane lane, int read) {
        lane.buffer.limit(Math.max(0, read)).position(0);
        lane.ended = read < 0;
        return read > 0;
    }

    private static boolean finished(Lane lane) {
        lane.done = lane.ended;
        return lane.done;
    }

    private static boolean cut(Lane lane) {
        lane.buffer.limit(0);
        lane.ended = true;
        lane.done = true;
        return true;
    }

    private void await(Selector selector) throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.cancel();
        }
        selector.selectNow();
        if (!forth.done) {
            watch(selector, forth.wantsToRead() ? feed.channel() : there.out(), forth.wantsToRead());
        }
        if (!back.done) {
            boolean reads = back.wantsToRead() && !drain.owes();
            watch(selector, reads ? there.in() : drain.channel(), reads);
        }
        selector.select();
        selector.selectedKeys().clear();
        if (Thread.interrupted()) {
            LOG.log(System.Logger.Level.DEBUG, "Somebody interrupted a relay, which goes on");
        }
    }

    /** The same socket may be read for one direction and written for the other. */
    private static void watch(Selector selector, SelectableChannel channel, boolean reads) throws IOException {
        int operation = reads ? SelectionKey.OP_READ : SelectionKey.OP_WRITE;
        SelectionKey key = channel.keyFor(selector);
        if (key != null && key.isValid()) {
            key.interestOpsOr(operation);
        } else {
            channel.register(selector, operation);
        }
    }
}
