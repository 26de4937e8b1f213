package dev.procession.core;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Work on one argument, without a result, that can be sent to another process.
 *
 * @param <T> the argument's type
 */
@FunctionalInterface
public interface RemoteConsumer<T extends @Nullable Object> extends Serializable {
    /**
     * Does the work, in the process that it was sent to.
     *
     * @param argument the argument, a copy made by encoding and decoding
     * @throws Exception whatever the work throws; it fails the task or process
     */
    void accept(T argument) throws Exception;
}
