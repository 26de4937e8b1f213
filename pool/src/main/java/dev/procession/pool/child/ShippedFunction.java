package dev.procession.pool.child;

import dev.procession.core.codec.DecodeContext;
import dev.procession.core.codec.FunctionCodec;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One function that the parent has shipped. Decoded on the task thread, where its static initialisers belong. */
final class ShippedFunction {
    private final byte[] bytes;
    private final boolean capturesNothing;
    private final String description;
    private @Nullable Object kept;

    ShippedFunction(ByteBuffer encoded, boolean capturesNothing, String description) {
        bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        this.capturesNothing = capturesNothing;
        this.description = description;
    }

    String description() {
        return description;
    }

    /** The function itself: one instance for ever if it captures nothing, a fresh one at each call otherwise. */
    Object instance(FunctionCodec codec, DecodeContext context) {
        Object instance = kept;
        if (instance == null) {
            instance = codec.decode(bytes, context);
            if (capturesNothing) {
                kept = instance;
            }
        }
        return instance;
    }
}
