package dev.procession.core.connection.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages apart and writes them to the wires of one end, one wire after the other. A message whose sending is given
 * up is taken back, so that what follows still arrives. Guarded by the end's lock for writing; only {@link #add} is called
 * without.
 */
final class Outlet {
    private final Waits waits;
    private final Queue<Wire> next = new ConcurrentLinkedQueue<>();
    private Wire wire;

    /** What has to be written before anything else, and whether the wire is left behind it. */
    private @Nullable ByteBuffer pending;

    private boolean leaving;
    private boolean torn;

    Outlet(Wire wire, Waits waits) {
        this.wire = wire;
        this.waits = waits;
    }

    /** Adds the wire to go on with. Any thread. */
    void add(Wire following) {
        next.add(following);
    }

    /** Whether there is a wire to go on with. Any thread. */
    boolean hasNext() {
        return !next.isEmpty();
    }

    /**
     * Writes a message.
     *
     * @param kind of which kind
     * @param content its bytes, in an array; the array may have room for a header before them, which is used if it is a
     *     message of {@link MessageLayout#OBJECT}
     * @throws InterruptedException if interrupted: nothing of the message will arrive
     * @throws TimeoutException if the deadline passed: nothing of the message will arrive
     * @throws IOException if the peer is gone, or the wire is torn
     */
    void send(int kind, ByteBuffer content, Deadline deadline)
            throws IOException, InterruptedException, TimeoutException {
        if (torn) {
            throw new IOException(
                    "the connection was torn by a send that was given up in the middle of a short message");
        }
        settle(deadline);
        if (content.remaining() + MessageLayout.HEADER_BYTES <= MessageLayout.MOST_WHOLE_BYTES) {
            sendWhole(whole(kind, content), deadline);
        } else {
            sendInParts(kind, content, deadline);
        }
        if (!next.isEmpty()) {
            trySettle();
        }
    }

    private static ByteBuffer whole(int kind, ByteBuffer content) {
        int length = content.remaining();
        long header = MessageLayout.header(kind, false, length);
        int start = content.position() - MessageLayout.HEADER_BYTES;
        if (kind == MessageLayout.OBJECT && start >= 0) {
            return content.duplicate()
                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                    .position(start)
                    .putLong(start, header);
        }
        return MessageLayout.buffer(MessageLayout.HEADER_BYTES + length)
                .putLong(header)
                .put(content)
                .flip();
    }

    private void sendWhole(ByteBuffer part, Deadline deadline)
            throws IOException, InterruptedException, TimeoutException {
        int length = part.remaining();
        try {
            push(deadline, part);
        } catch (InterruptedException | TimeoutException e) {
            torn = part.remaining() < length;
            throw e;
        }
    }

    private void sendInParts(int kind, ByteBuffer content, Deadline deadline)
            throws IOException, InterruptedException, TimeoutException {
        ByteBuffer header = headerOf(MessageLayout.TOTAL, false, content.remaining());
        ByteBuffer part = content.duplicate().limit(content.position());
        boolean begun = false;
        try {
            while (content.hasRemaining()) {
                int length = Math.min(content.remaining(), MessageLayout.PART_BYTES);
                ByteBuffer start = headerOf(kind, true, length);
                part = content.slice(content.position(), length);
                header = begun ? start : joined(header, start);
                push(deadline, header, part);
                begun = true;
                content.position(content.position() + length);
            }
            header = headerOf(kind, false, 0);
            push(deadline, header);
        } catch (InterruptedException | TimeoutException e) {
            takeBack(header, part, begun);
            throw e;
        }
    }

    /** Completes the part that was begun and takes the message back, before anything else is written. */
    private void takeBack(ByteBuffer header, ByteBuffer part, boolean begun) {
        boolean untouched = header.position() == 0;
        if (untouched && !begun) {
            return;
        }
        ByteBuffer dropped = headerOf(MessageLayout.DROPPED, false, 0);
        if (untouched) {
            pending = dropped;
            return;
        }
        pending = MessageLayout.buffer(header.remaining() + part.remaining() + dropped.remaining())
                .put(header)
                .put(part)
                .put(dropped)
                .flip();
    }

    private static ByteBuffer headerOf(int kind, boolean more, int length) {
        return MessageLayout.buffer(MessageLayout.HEADER_BYTES)
                .putLong(MessageLayout.header(kind, more, length))
                .flip();
    }

    private static ByteBuffer joined(ByteBuffer first, ByteBuffer second) {
        return MessageLayout.buffer(first.remaining() + second.remaining())
                .put(first)
                .put(second)
                .flip();
    }

    private void push(Deadline deadline, ByteBuffer... parts)
            throws IOException, InterruptedException, TimeoutException {
        ByteBuffer last = parts[parts.length - 1];
        while (last.hasRemaining() || parts[0].hasRemaining()) {
            if (wire.write(parts) == 0 && !waits.awaitWritable(wire.out(), deadline)) {
                throw Deadline.passed("The other end did not read in time: nothing of the message will arrive, and the"
                        + " connection is still whole");
            }
        }
    }

    /** Writes what has to come first, and goes over to the next wire if there is one. */
    private void settle(Deadline deadline) throws IOException, InterruptedException, TimeoutException {
        while (true) {
            ByteBuffer first = pending;
            if (first != null) {
                push(deadline, first);
                pending = null;
                if (leaving) {
                    leave();
                }
            }
            if (next.isEmpty()) {
                return;
            }
            pending = headerOf(MessageLayout.CONTINUED, false, 0);
            leaving = true;
        }
    }

    private void leave() throws IOException {
        leaving = false;
        Wire following = next.poll();
        if (following == null) {
            throw new IOException("the next wire is gone");
        }
        wire.endOutput();
        wire = following;
    }

    /** As much of {@link #settle} as goes without waiting. */
    boolean trySettle() throws IOException {
        try {
            settle(PASSED);
            return pending == null;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException impossible) {
            throw new AssertionError("a deadline that has passed is not waited for", impossible);
        }
    }

    private static final Deadline PASSED = Deadline.in(java.time.Duration.ZERO);

    /** Writes a part that is no message, if that goes without waiting. */
    boolean tryControl(int kind, byte[] content) throws IOException {
        if (torn || !trySettle()) {
            return false;
        }
        ByteBuffer part = MessageLayout.part(kind, content);
        int length = part.remaining();
        long written = wire.write(part);
        if (written > 0 && part.hasRemaining()) {
            pending = part;
        }
        return written > 0 || length == 0;
    }

    /** Nothing more is written here: what has to be written first, wire by wire, and the last wire. */
    Drain handOver() {
        Deque<Drain.Leg> legs = new ArrayDeque<>();
        ByteBuffer first = pending == null ? ByteBuffer.allocate(0) : pending;
        while (!next.isEmpty()) {
            ByteBuffer end = leaving ? first : joined(first, headerOf(MessageLayout.CONTINUED, false, 0));
            legs.add(new Drain.Leg(end, wire));
            leaving = false;
            first = ByteBuffer.allocate(0);
            wire = next.remove();
        }
        ByteBuffer farewell = joined(first, MessageLayout.part(MessageLayout.DEPARTED, new byte[0]));
        return new Drain(legs, torn ? ByteBuffer.allocate(0) : farewell, wire);
    }

    /** Closes what is written to; the inlet closes its own. */
    void close() {
        wire.close();
        next.forEach(Wire::close);
    }
}
