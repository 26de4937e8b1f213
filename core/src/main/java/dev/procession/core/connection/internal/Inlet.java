package dev.procession.core.connection.internal;

import dev.procession.core.error.ConnectionException;
import dev.procession.core.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages together from what comes by the wires of one end, one wire after the other. Never blocks, and can be left at
 * any point and gone on with later. Guarded by the end's lock for reading; only {@link #add} is called without.
 */
final class Inlet {
    private static final int RAW_BYTES = 16_384;
    private static final int FIRST_BYTES = 1 << 16;
    private static final int GROWTH = 4;

    /** What is read in one look: a peer that sends parts without end, and no message, is left in time for a deadline. */
    private static final int MOST_BYTES_A_LOOK = 8 << 20;

    /** What a look at the wires came to. */
    enum Look {
        /** A whole message is there. */
        READY,
        /** Nothing more for now: the wire has nothing to read, or this look has read as much as it may. */
        EMPTY,
        /** Nothing ever again. */
        ENDED
    }

    /** Who is told of what comes between the messages. */
    interface Events {
        /** A part that is no message. */
        void control(int kind, byte[] content);

        /** The peer goes on by the next wire: until this returns, that one is there if it ever will be. */
        void continued();
    }

    private final Events events;
    private final int mostBytes;
    private final Queue<Wire> next = new ConcurrentLinkedQueue<>();
    private volatile Wire wire;
    private ByteBuffer raw = ByteBuffer.allocate(0);
    private @Nullable Message ready;
    private boolean ended;

    /** How much the present look may still read. */
    private int allowance;

    /** The part that is coming: its header, and how much of it is not here yet. */
    private boolean inPart;

    private long header;
    private int rest;

    /** The message that is coming: 0, or of which kind; its announced length, or 0. */
    private int openKind;

    private int total;
    private byte[] body = new byte[0];
    private int size;

    Inlet(Wire wire, int mostBytes, Events events) {
        this.wire = wire;
        this.mostBytes = mostBytes;
        this.events = events;
    }

    /** Adds the wire that the peer will go on with. Any thread. */
    void add(Wire following) {
        next.add(following);
    }

    /** Whether there is a wire to go on with. Any thread. */
    boolean hasNext() {
        return !next.isEmpty();
    }

    SelectableChannel channel() {
        return wire.in();
    }

    /** The message that is ready, without taking it. */
    Message peek() {
        Message message = ready;
        if (message == null) {
            throw new IllegalStateException("no message is ready");
        }
        return message;
    }

    void take() {
        ready = null;
    }

    /** Whether there may be a message, or the end, without anything more coming by a wire. */
    boolean holdsMore() {
        return ready != null || ended || raw.remaining() >= MessageLayout.HEADER_BYTES;
    }

    /** Whether the end came in the middle of something. */
    boolean isTorn() {
        return inPart || openKind != 0 || raw.hasRemaining();
    }

    /**
     * Reads on.
     *
     * @throws ConnectionException if what came is no message, or too long a one: nothing can be read any more
     */
    Look advance() {
        allowance = MOST_BYTES_A_LOOK;
        while (true) {
            if (ready != null) {
                return Look.READY;
            }
            if (!(inPart ? fillPart() : fillHeader())) {
                return ended ? Look.ENDED : Look.EMPTY;
            }
        }
    }

    /** Gets on with the next header; false if there is nothing to get on with. */
    private boolean fillHeader() {
        if (raw.remaining() < MessageLayout.HEADER_BYTES) {
            return fillRaw();
        }
        begin(raw.getLong());
        return true;
    }

    private boolean fillRaw() {
        if (raw.capacity() == 0) {
            raw = MessageLayout.buffer(RAW_BYTES).flip();
        }
        raw.compact();
        int read = read(raw);
        raw.flip();
        return read > 0;
    }

    /** Also a wire that was cut is one that has ended: who is gone is found out elsewhere. */
    private int read(ByteBuffer into) {
        int read = -1;
        if (allowance <= 0) {
            return 0;
        }
        if (!ended) {
            try {
                read = wire.read(into);
            } catch (IOException e) {
                read = -1;
            }
        }
        ended = read < 0;
        allowance -= Math.max(0, read);
        return read;
    }

    private void begin(long found) {
        if (!MessageLayout.isGood(found)) {
            throw broken("what came is no message (0x" + Long.toHexString(found) + ")");
        }
        int kind = MessageLayout.kind(found);
        int length = MessageLayout.length(found);
        if (kind == MessageLayout.TOTAL) {
            announce(length);
            return;
        }
        boolean isMessage = kind <= MessageLayout.OBJECT;
        if (isMessage ? openKind != 0 && openKind != kind : openKind != 0 && kind != MessageLayout.DROPPED) {
            throw broken("a part of kind " + kind + " came within a message of kind " + openKind);
        }
        requireRoom((long) size + length, isMessage ? mostBytes : MessageLayout.MOST_CONTROL_BYTES + size);
        header = found;
        rest = length;
        inPart = true;
        if (isMessage) {
            openKind = kind;
        }
    }

    private void announce(int length) {
        if (openKind != 0 || total != 0) {
            throw broken("a length came within a message");
        }
        requireRoom(length, mostBytes);
        total = length;
    }

    private void requireRoom(long bytes, int most) {
        if (bytes > most) {
            throw new ConnectionException(
                    ErrorCode.FRAME_TOO_LARGE,
                    "A message of " + bytes + " bytes or more came, the limit of this end is " + most
                            + ": nothing more can be received. Send it in parts, or raise the limit at both ends"
                            + " (ConnectionOptions.maxMessageBytes)");
        }
    }

    private static ConnectionException broken(String how) {
        return new ConnectionException(
                ErrorCode.PROTOCOL_VIOLATION,
                "The connection is broken: " + how
                        + ". The other end is no connection of this version of Procession, or"
                        + " somebody has tampered with it");
    }

    /** Gets on with the content of a part; false if there is nothing to get on with. */
    private boolean fillPart() {
        while (rest > 0) {
            makeRoom();
            int wanted = Math.min(rest, body.length - size);
            int got;
            if (raw.hasRemaining()) {
                got = Math.min(wanted, raw.remaining());
                raw.get(body, size, got);
            } else {
                got = read(ByteBuffer.wrap(body, size, Math.min(wanted, MessageLayout.PART_BYTES)));
            }
            if (got <= 0) {
                return false;
            }
            size += got;
            rest -= got;
        }
        inPart = false;
        finishPart();
        return true;
    }

    /** Memory is set aside as bytes come, not on the word of a length. */
    private void makeRoom() {
        if (size < body.length) {
            return;
        }
        int wanted = Math.max(rest, total - size);
        int most = size == 0 ? FIRST_BYTES : (int) Math.min(Integer.MAX_VALUE - 8L, (long) GROWTH * size);
        body = Arrays.copyOf(body, size + Math.min(wanted, most));
    }

    private void finishPart() {
        int kind = MessageLayout.kind(header);
        if (kind <= MessageLayout.OBJECT) {
            if (!MessageLayout.hasMore(header)) {
                ready = new Message(kind, content());
                forgetMessage();
            }
            return;
        }
        byte[] content = content();
        forgetMessage();
        switch (kind) {
            case MessageLayout.DROPPED -> {}
            case MessageLayout.CONTINUED -> goOn();
            default -> events.control(kind, content);
        }
    }

    private byte[] content() {
        return size == body.length ? body : Arrays.copyOf(body, size);
    }

    private void forgetMessage() {
        openKind = 0;
        total = 0;
        size = 0;
        body = new byte[0];
    }

    private void goOn() {
        events.continued();
        Wire following = next.poll();
        if (following == null || raw.hasRemaining()) {
            throw broken("the peer goes on elsewhere, and nothing says where");
        }
        wire.endInput();
        wire = following;
    }

    /** Nothing more is read here: the wires, and what was read of them and not received. */
    Feed handOver() {
        List<ByteBuffer> first = new ArrayList<>();
        Message whole = ready;
        if (whole != null) {
            first.addAll(parts(whole.kind(), false, whole.content().length, ByteBuffer.wrap(whole.content())));
        }
        if (total != 0) {
            ByteBuffer length = MessageLayout.buffer(MessageLayout.HEADER_BYTES);
            first.add(length.putLong(MessageLayout.header(MessageLayout.TOTAL, false, total))
                    .flip());
        }
        if (inPart) {
            boolean more = MessageLayout.hasMore(header);
            first.addAll(parts(MessageLayout.kind(header), more, size + rest, ByteBuffer.wrap(body, 0, size)));
        } else if (openKind != 0) {
            first.addAll(parts(openKind, true, size, ByteBuffer.wrap(body, 0, size)));
        }
        List<Wire> wires = new ArrayList<>();
        wires.add(wire);
        wires.addAll(next);
        return new Feed(first, raw.order(ByteOrder.LITTLE_ENDIAN), inPart ? rest : 0, wires);
    }

    private static List<ByteBuffer> parts(int kind, boolean more, int length, ByteBuffer content) {
        ByteBuffer start = MessageLayout.buffer(MessageLayout.HEADER_BYTES);
        return List.of(start.putLong(MessageLayout.header(kind, more, length)).flip(), content);
    }

    /** Closes what is read from; the outlet closes its own. */
    void close() {
        wire.close();
        next.forEach(Wire::close);
    }
}
