package dev.procession.pool;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Two arguments, for {@link Tasks#starmap}.
 *
 * @param <A> the first argument's type
 * @param <B> the second argument's type
 * @param first the first argument
 * @param second the second argument
 * @serial exclude
 */
@SuppressWarnings("InvalidBlockTag") // Error Prone does not know that a record can be serializable
public record Args<A extends @Nullable Object, B extends @Nullable Object>(A first, B second) implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * Pairs two arguments.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param first the first argument
     * @param second the second argument
     * @return the pair
     */
    public static <A extends @Nullable Object, B extends @Nullable Object> Args<A, B> of(A first, B second) {
        return new Args<>(first, second);
    }
}
