package dev.procession.core;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of two arguments that can be sent to another process.
 *
 * @param <A> the first argument's type
 * @param <B> the second argument's type
 * @param <R> the result's type
 */
@FunctionalInterface
public interface RemoteBiFunction<A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
        extends Serializable {
    /**
     * Computes the result, in the process that the function was sent to.
     *
     * @param first the first argument, a copy made by encoding and decoding
     * @param second the second argument, a copy likewise
     * @return the result, which travels back the same way
     * @throws Exception whatever the function throws; it travels back and fails the task
     */
    R apply(A first, B second) throws Exception;
}
