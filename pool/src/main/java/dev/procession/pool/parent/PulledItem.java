package dev.procession.pool.parent;

import org.jspecify.annotations.Nullable;

/** One input of an {@code imap} and, later, its outcome. Guarded by the lock of its {@link PulledResults}. */
final class PulledItem {
    private final long index;
    private final int argumentBytes;
    private @Nullable Object outcome;
    private boolean settled;
    private int outcomeBytes;

    /**
     * An input.
     *
     * @param index which one of the call's, from 0
     */
    PulledItem(long index, int argumentBytes) {
        this.index = index;
        this.argumentBytes = argumentBytes;
    }

    void settle(@Nullable Object stored, int bytes) {
        outcome = stored;
        outcomeBytes = bytes;
        settled = true;
    }

    long index() {
        return index;
    }

    boolean isSettled() {
        return settled;
    }

    @Nullable
    Object outcome() {
        return outcome;
    }

    int argumentBytes() {
        return argumentBytes;
    }

    int outcomeBytes() {
        return outcomeBytes;
    }
}
