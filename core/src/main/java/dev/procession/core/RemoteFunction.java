package dev.procession.core;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of one argument that can be sent to another process.
 *
 * @param <T> the argument's type
 * @param <R> the result's type
 */
@FunctionalInterface
public interface RemoteFunction<T extends @Nullable Object, R extends @Nullable Object> extends Serializable {
    /**
     * Computes the result, in the process that the function was sent to.
     *
     * @param argument the argument, a copy made by encoding and decoding
     * @return the result, which travels back the same way
     * @throws Exception whatever the function throws; it travels back and fails the task
     */
    R apply(T argument) throws Exception;
}
