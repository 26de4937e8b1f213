package dev.procession.pool.parent;

import dev.procession.core.codec.ByteSink;
import dev.procession.pool.Args;
import dev.procession.pool.protocol.Shape;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Encodes the arguments of one item of a collection. */
record ItemEncoder(TaskPacker packer, Shape shape) {
    /** Adds an item; on failure the sink is as it was. */
    void encode(@Nullable Object item, ByteSink sink) {
        if (shape == Shape.FUNCTION) {
            packer.encode(item, sink);
            return;
        }
        Args<?, ?> pair = (Args<?, ?>) Objects.requireNonNull(item, "an Args of a starmap is null");
        int mark = sink.size();
        packer.encode(pair.first(), sink);
        try {
            packer.encode(pair.second(), sink);
        } catch (RuntimeException | Error e) {
            sink.truncate(mark);
            throw e;
        }
    }
}
