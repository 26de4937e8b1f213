package dev.procession.core.connection.internal;

import dev.procession.core.codec.DecodeContext;
import org.jspecify.annotations.Nullable;

/**
 * The end by which comes what a thread is decoding: other ends that come so accept no longer messages than it does.
 *
 * @param context with what it is decoded
 * @param maxMessageBytes the longest message that the end accepts
 */
public record Carrier(DecodeContext context, int maxMessageBytes) {
    private static final ThreadLocal<@Nullable Carrier> CURRENT = new ThreadLocal<>();

    /** Begins to decode; answers what was decoded around it, for {@link #leave}. */
    @Nullable
    Carrier enter() {
        Carrier outer = CURRENT.get();
        CURRENT.set(this);
        return outer;
    }

    static void leave(@Nullable Carrier outer) {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }

    /**
     * The longest message that an end which comes may accept.
     *
     * @param context with what it is decoded
     * @param otherwise the limit if it comes by no other end
     * @return the limit
     */
    public static int mostMessageBytes(@Nullable DecodeContext context, int otherwise) {
        Carrier current = CURRENT.get();
        return current != null && current.context().equals(context) ? current.maxMessageBytes() : otherwise;
    }
}
