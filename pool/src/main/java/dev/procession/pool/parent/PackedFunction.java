package dev.procession.pool.parent;

import dev.procession.core.codec.DecodeContext;

/** A function ready to be shipped. Two are the same function if they are the same object. */
final class PackedFunction {
    private final byte[] bytes;
    private final boolean capturesNothing;
    private final String description;
    private final DecodeContext results;

    PackedFunction(byte[] bytes, boolean capturesNothing, String description, DecodeContext results) {
        this.bytes = bytes;
        this.capturesNothing = capturesNothing;
        this.description = description;
        this.results = results;
    }

    byte[] bytes() {
        return bytes;
    }

    boolean capturesNothing() {
        return capturesNothing;
    }

    String description() {
        return description;
    }

    /** How its results are decoded: with its own class loader. */
    DecodeContext results() {
        return results;
    }
}
