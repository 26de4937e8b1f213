package dev.procession.core;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Work on two arguments, without a result, that can be sent to another process.
 *
 * @param <A> the first argument's type
 * @param <B> the second argument's type
 */
@FunctionalInterface
public interface RemoteBiConsumer<A extends @Nullable Object, B extends @Nullable Object> extends Serializable {
    /**
     * Does the work, in the process that it was sent to.
     *
     * @param first the first argument, a copy made by encoding and decoding
     * @param second the second argument, a copy likewise
     * @throws Exception whatever the work throws; it fails the task or process
     */
    void accept(A first, B second) throws Exception;
}
