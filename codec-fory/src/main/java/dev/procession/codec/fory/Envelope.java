package dev.procession.codec.fory;

import org.jspecify.annotations.Nullable;

/** Around each value that travels, so that the reading of it begins in our own code. */
record Envelope(@Nullable Object value) {}
