package dev.procession.testkit.fault;

import dev.procession.testkit.fault.Fault.Kind;
import dev.procession.testkit.fault.Strikes.Strike;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a channel: a row of frames, each with its fault, that pass one after the other, at once unless the one in
 * front is held back. Whoever has added a frame calls {@link #pass}. Thread-safe.
 */
final class Lane {
    /** What a frame counts beside its bytes, so that empty ones are bounded too. */
    private static final int ITEM_BYTES = 16;

    /** What holds a frame back. */
    private static final Set<Kind> HOLDING = EnumSet.of(Kind.DELAY, Kind.STALL);

    private final Way way;
    private final Deque<Item> row = new ArrayDeque<>();
    private final AtomicInteger passing = new AtomicInteger();
    private long bytes;
    private boolean shut;

    Lane(Way way) {
        this.way = way;
    }

    /** Where frames go. */
    interface Way {
        /** Lets a frame through; false if it has to wait until {@link Lane#pass} is called. */
        boolean through(List<ByteBuffer> frame);

        /** The frame was not let through, by a fault. */
        void dropped();

        /** The line is cut inside this frame. */
        void torn(int offset, int bytes);

        /** The last frame has passed. */
        void end();

        /** Has {@link Lane#pass} called later. */
        void later(Duration time);
    }

    /** What stands in the row: a frame, or the end. */
    private static final class Item {
        private final List<ByteBuffer> frame;
        private final int bytes;
        private final @Nullable Strike strike;
        private final boolean end;
        private boolean begun;
        private long readyAt;

        Item(List<ByteBuffer> frame, int bytes, @Nullable Strike strike, boolean end) {
            this.frame = frame;
            this.bytes = bytes;
            this.strike = strike;
            this.end = end;
        }

        /** Whether it waits for {@link FaultyTransport#resume}. */
        boolean isStalled() {
            return begun && strike != null && strike.fault().kind() == Kind.STALL && readyAt == 0;
        }
    }

    static int size(List<ByteBuffer> frame) {
        return frame.stream().mapToInt(ByteBuffer::remaining).sum();
    }

    void add(List<ByteBuffer> frame, @Nullable Strike strike) {
        put(new Item(frame, size(frame), strike, false));
    }

    void addEnd() {
        put(new Item(List.of(), 0, null, true));
    }

    private void put(Item item) {
        synchronized (row) {
            if (shut) {
                return;
            }
            row.add(item);
            bytes += item.bytes + ITEM_BYTES;
        }
    }

    boolean isEmpty() {
        synchronized (row) {
            return row.isEmpty();
        }
    }

    /** How many bytes wait. */
    long bytes() {
        synchronized (row) {
            return bytes;
        }
    }

    /** Nothing passes any more. */
    void shut() {
        synchronized (row) {
            shut = true;
            row.clear();
            bytes = 0;
        }
    }

    /** Ends a stall, if there is one. */
    void resume() {
        synchronized (row) {
            Item first = row.peek();
            if (first != null && first.isStalled()) {
                first.readyAt = System.nanoTime();
            }
        }
        pass();
    }

    /** Lets pass what can; never by two threads at once. */
    void pass() {
        if (passing.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            passAll();
            missed = passing.addAndGet(-missed);
        } while (missed != 0);
    }

    private void passAll() {
        Item first = first();
        while (first != null && isReady(first) && done(first)) {
            synchronized (row) {
                if (row.peek() == first) {
                    row.remove();
                    bytes -= first.bytes + ITEM_BYTES;
                }
            }
            first = first();
        }
    }

    private @Nullable Item first() {
        synchronized (row) {
            return row.peek();
        }
    }

    private boolean isReady(Item item) {
        Strike strike = item.strike;
        if (strike == null || !HOLDING.contains(strike.fault().kind())) {
            return true;
        }
        long now = System.nanoTime();
        synchronized (row) {
            if (!item.begun) {
                item.begun = true;
                if (strike.fault().time().isZero() && strike.fault().kind() == Kind.STALL) {
                    return false;
                }
                item.readyAt = now + strike.fault().time().toNanos();
                way.later(strike.fault().time());
            }
            return !item.isStalled() && item.readyAt - now <= 0;
        }
    }

    /** Deals with the first in the row; false if it has to wait. */
    private boolean done(Item item) {
        if (item.end) {
            way.end();
            return true;
        }
        Strike strike = item.strike;
        if (strike == null) {
            return way.through(item.frame);
        }
        switch (strike.fault().kind()) {
            case DROP -> way.dropped();
            case TEAR -> way.torn(strike.offset(), item.bytes);
            case DUPLICATE -> {
                return way.through(copies(item)) && repeat(item);
            }
            case CORRUPT -> {
                return way.through(List.of(corrupted(item, strike)));
            }
            case DELAY, STALL -> {
                return way.through(item.frame);
            }
        }
        return true;
    }

    private static List<ByteBuffer> copies(Item item) {
        return item.frame.stream().map(ByteBuffer::duplicate).toList();
    }

    /** The second time: what stands in its place cannot be refused for good, so it stays first in the row until it passes. */
    private boolean repeat(Item item) {
        Item again = new Item(copies(item), item.bytes, null, false);
        synchronized (row) {
            if (row.peek() == item) {
                row.remove();
                row.addFirst(again);
                row.addFirst(item); // which passAll takes away
                bytes += item.bytes + ITEM_BYTES;
            }
        }
        return true;
    }

    private static ByteBuffer corrupted(Item item, Strike strike) {
        ByteBuffer whole = ByteBuffer.allocate(item.bytes);
        item.frame.forEach(piece -> whole.put(piece.duplicate()));
        whole.flip();
        if (item.bytes > 0) {
            whole.put(strike.offset(), (byte) (whole.get(strike.offset()) ^ (1 << strike.bit())));
        }
        return whole;
    }
}
