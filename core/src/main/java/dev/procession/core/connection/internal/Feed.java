package dev.procession.core.connection.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comes by the wires of an end that has moved, as bytes for its new place: first what had been read of them, then the
 * wires one after the other. Looks into the bytes only as long as one of them can say that the peer goes on elsewhere.
 */
final class Feed {
    private final Deque<ByteBuffer> first;
    private final Deque<Wire> wires;
    private final ByteBuffer header = MessageLayout.buffer(MessageLayout.HEADER_BYTES);
    private ByteBuffer raw;
    private long rest;

    /**
     * What an inlet leaves.
     *
     * @param first whole parts, and the beginning of the one that is coming
     * @param raw what was read behind them
     * @param rest how much of the part that is coming is not in {@code first}
     * @param wires where the rest comes from
     */
    Feed(List<ByteBuffer> first, ByteBuffer raw, int rest, List<Wire> wires) {
        this.first = new ArrayDeque<>(first);
        this.raw = raw;
        this.rest = rest;
        this.wires = new ArrayDeque<>(wires);
    }

    SelectableChannel channel() {
        return wires.getFirst().in();
    }

    /** Reads what is there: 0 if nothing, -1 at the end. */
    int read(ByteBuffer into) throws IOException {
        ByteBuffer front = first.peek();
        if (front != null) {
            int moved = move(front, into, Integer.MAX_VALUE);
            if (!front.hasRemaining()) {
                first.remove();
            }
            return moved > 0 ? moved : read(into);
        }
        return wires.size() == 1 && header.position() == 0 ? plain(into) : scanned(into);
    }

    private int plain(ByteBuffer into) throws IOException {
        return raw.hasRemaining()
                ? move(raw, into, Integer.MAX_VALUE)
                : wires.getFirst().read(into);
    }

    private static int move(ByteBuffer from, ByteBuffer into, long most) {
        int length = (int) Math.min(most, Math.min(from.remaining(), into.remaining()));
        into.put(into.position(), from, from.position(), length);
        into.position(into.position() + length);
        from.position(from.position() + length);
        return length;
    }

    private int scanned(ByteBuffer into) throws IOException {
        while (into.remaining() >= MessageLayout.HEADER_BYTES) {
            if (rest > 0) {
                int moved = content(into);
                rest -= Math.max(0, moved);
                return moved;
            }
            int got = fromRaw(header, header.remaining());
            if (got <= 0) {
                return got;
            }
            if (!header.hasRemaining()) {
                long found = header.flip().getLong();
                header.clear();
                if (MessageLayout.kind(found) == MessageLayout.CONTINUED && wires.size() > 1) {
                    wires.removeFirst().endInput();
                } else {
                    into.order(java.nio.ByteOrder.LITTLE_ENDIAN).putLong(found);
                    rest = MessageLayout.kind(found) == MessageLayout.TOTAL ? 0 : MessageLayout.length(found);
                    return MessageLayout.HEADER_BYTES;
                }
            }
        }
        return 0;
    }

    private int content(ByteBuffer into) throws IOException {
        return fromRaw(into, rest);
    }

    private int fromRaw(ByteBuffer into, long most) throws IOException {
        if (!raw.hasRemaining()) {
            if (raw.capacity() < MessageLayout.HEADER_BYTES) {
                raw = MessageLayout.buffer(MessageLayout.MOST_CONTROL_BYTES);
            }
            int read = wires.getFirst().read(raw.clear());
            raw.flip();
            if (read <= 0) {
                return read;
            }
        }
        return move(raw, into, most);
    }

    /** What is wrong with the wire is the peer's to say: nothing more is read. */
    void end() {
        wires.forEach(Wire::endInput);
    }

    @Nullable
    Wire last() {
        return wires.peekLast();
    }
}
