package dev.procession.core;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A function without arguments that can be sent to another process.
 *
 * @param <R> the result's type
 */
@FunctionalInterface
public interface RemoteCallable<R extends @Nullable Object> extends Callable<R>, Serializable {
    /**
     * Computes the result, in the process that the function was sent to.
     *
     * @return the result, which travels back encoded
     * @throws Exception whatever the function throws; it travels back and fails the task
     */
    @Override
    R call() throws Exception;
}
