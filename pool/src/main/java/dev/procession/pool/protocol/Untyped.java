package dev.procession.pool.protocol;

import org.jspecify.annotations.Nullable;

/** Values that come off the wire, where neither their type nor their nullness can be seen by the compiler. */
public final class Untyped {
    private Untyped() {}

    /**
     * Takes a value as what the caller's function makes of it.
     *
     * @param <T> the type that the function declares, nullness included
     * @param value the value
     * @return the same
     */
    // The one place where a decoded value gets the type that the shipped function declares.
    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
    public static <T extends @Nullable Object> T as(@Nullable Object value) {
        return (T) value;
    }
}
