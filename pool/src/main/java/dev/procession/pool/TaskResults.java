package dev.procession.pool;

import dev.procession.core.codec.Unsendable;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The results of an {@code imap}, one by one. Inputs are pulled on the thread that asks for results, never more than a
 * bounded number ahead of it. Meant for one thread; if several ask, each result goes to one of them, and one waits for the
 * other.
 *
 * <ul>
 *   <li>When the iterator of the inputs throws, or the pool accepts no more, what was submitted before is still delivered;
 *       then {@link #next} throws that exception once, and the results end.
 *   <li>An iterator that blocks makes {@link #hasNext} and {@link #next} block, beyond any limit.
 * </ul>
 *
 * @param <R> the results' type
 */
@Unsendable(
        "The results of imap belong to the process of their pool and cannot be sent: collect them into a list first")
public interface TaskResults<R extends @Nullable Object> extends Iterable<R>, AutoCloseable {
    /**
     * Whether there is another result, or failure, to come. May pull inputs.
     *
     * @return false once every input has had its outcome taken, or after {@link #close()}
     */
    boolean hasNext();

    /**
     * Waits for the next result.
     *
     * @param limit how long at the most
     * @return the result
     * @throws InterruptedException if interrupted while waiting
     * @throws ExecutionException if that item's task failed; the items behind it can still be taken
     * @throws TimeoutException if the limit passed; the result can still be taken later
     * @throws NoSuchElementException if there is none
     * @throws RuntimeException as the iterator of the inputs threw it, or the pool that accepts no more; an {@code Error}
     *     likewise. Nothing comes after it
     */
    R next(Duration limit) throws InterruptedException, ExecutionException, TimeoutException;

    /**
     * The results as an iterator over this very sequence: it waits as long as it takes; a failed item makes its {@code
     * next} throw {@link java.util.concurrent.CompletionException}, after which it may go on; an interrupt does so too and
     * stays set.
     *
     * @return the iterator, the same sequence at every call
     */
    @Override
    Iterator<R> iterator();

    /**
     * The results as a sequential stream; closing it closes this.
     *
     * @return the stream
     */
    Stream<R> stream();

    /** Pulls no more inputs and drops what has not started. Idempotent. */
    @Override
    void close();
}
