package dev.procession.pool.parent;

import org.jspecify.annotations.Nullable;

/**
 * Stands for the outcome of an item that failed on this side.
 *
 * @param reason why
 */
record Failed(Throwable reason) {
    /** What an item's stored outcome comes to: its value, or the throwable that it is or hides. */
    static @Nullable Object resolve(@Nullable Object stored) throws Throwable {
        if (stored instanceof Failed failed) {
            throw failed.reason();
        }
        return stored instanceof EncodedOutcome encoded ? encoded.resolve() : stored;
    }
}
