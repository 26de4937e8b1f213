package dev.procession.pool.journal;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The frames of one direction, in their order. Used by one thread. */
@FunctionalInterface
public interface FrameSource {
    /**
     * The next frame.
     *
     * @return it, the caller's to keep; null if there is none any more
     * @throws java.io.UncheckedIOException if what was kept cannot be read
     */
    @Nullable
    ByteBuffer next();
}
