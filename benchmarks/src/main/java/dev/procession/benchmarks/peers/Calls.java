package dev.procession.benchmarks.peers;

import dev.procession.core.RemoteFunction;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Two workers that take calls from this JVM, whoever made them. Any thread may call. */
public interface Calls extends AutoCloseable {
    /** How many workers everybody has. */
    int WORKERS = 2;

    /**
     * Hands over a call.
     *
     * @param <T> what it takes
     * @param <R> what it gives
     * @param function captures nothing
     * @param argument what it is given
     * @return its outcome
     */
    <T, R> Future<R> submit(RemoteFunction<T, R> function, T argument);

    /**
     * Calls and waits.
     *
     * @param <T> what it takes
     * @param <R> what it gives
     * @param function captures nothing
     * @param argument what it is given
     * @return the result
     * @throws InterruptedException if interrupted
     * @throws ExecutionException if the call failed
     */
    default <T, R> R call(RemoteFunction<T, R> function, T argument) throws InterruptedException, ExecutionException {
        return submit(function, argument).get();
    }

    /**
     * The processor time that the workers have had, their own processes' only.
     *
     * @return nanoseconds
     */
    default long workerNanos() {
        return 0;
    }

    @Override
    void close();
}
