package dev.procession.pool.parent;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.Departures;
import dev.procession.pool.Args;
import dev.procession.pool.protocol.Shape;
import org.jspecify.annotations.Nullable;

/** Encodes the arguments of one item of a collection. */
record ItemEncoder(TaskPacker packer, Shape shape) {
    /**
     * Adds an item; on failure the sink is as it was, and what left this process with the item is back.
     *
     * @return what leaves with it; null if nothing does
     */
    @Nullable
    Departures encode(@Nullable Object item, ByteSink sink) {
        if (isPlain(item)) {
            add(item, sink);
            return null;
        }
        Departures departures = Departures.gather();
        boolean done = false;
        try {
            add(item, sink);
            done = true;
        } finally {
            if (!done) {
                departures.undo();
            }
            departures.close();
        }
        return departures.isEmpty() ? null : departures;
    }

    /** Whether it is one of the values that have nothing in them, for which to gather would cost more than to encode. */
    private static boolean isPlain(@Nullable Object item) {
        return item == null
                || item instanceof String
                || item instanceof Integer
                || item instanceof Long
                || item instanceof Double
                || item instanceof byte[];
    }

    private void add(@Nullable Object item, ByteSink sink) {
        if (shape == Shape.FUNCTION) {
            packer.encode(item, sink);
            return;
        }
        Args<?, ?> pair = pair(item);
        int mark = sink.size();
        packer.encode(pair.first(), sink);
        try {
            packer.encode(pair.second(), sink);
        } catch (RuntimeException | Error e) {
            sink.truncate(mark);
            throw e;
        }
    }

    /** Checked by hand: the message of a cast that fails often is left out by the JVM. */
    private static Args<?, ?> pair(@Nullable Object item) {
        if (item instanceof Args<?, ?> pair) {
            return pair;
        }
        if (item == null) {
            throw new NullPointerException("an Args of a starmap is null");
        }
        throw new ClassCastException(
                "an item of a starmap is a " + item.getClass().getName() + ", not an Args");
    }
}
