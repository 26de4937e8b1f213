package dev.procession.pool.parent;

import dev.procession.core.codec.ByteSink;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskResults;
import dev.procession.pool.protocol.Untyped;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The results of an {@code imap}: pulls inputs and submits them on the thread that takes results, a bounded number of
 * items and bytes ahead, arguments and untaken results counted together.
 */
final class PulledResults<R extends @Nullable Object> implements TaskResults<R> {
    /** Items that were pulled and whose results were not taken, at most. */
    private static final int ITEMS_AHEAD = 1024;

    /** Bytes of arguments and untaken results, at most; a single larger item still goes. */
    private static final long BYTES_AHEAD = 16 << 20;

    private static final Duration FOREVER = Duration.ofDays(365);

    /** In which order results are taken. */
    enum Order {
        INPUT,
        COMPLETION
    }

    private final PoolEngine engine;
    private final PackedFunction function;
    private final ItemEncoder encoder;
    private final TaskOptions options;
    private final Iterator<?> input;
    private final Order order;
    private final Set<PulledChunk> openChunks = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();

    /** In input order: all that is pulled and not taken. In completion order: all that is settled and not taken. */
    private final Deque<PulledItem> line = new ArrayDeque<>();

    private int untaken;
    private long bytes;
    private boolean exhausted;
    private volatile boolean closed;

    PulledResults(
            PoolEngine engine,
            PackedFunction function,
            ItemEncoder encoder,
            TaskOptions options,
            Iterator<?> input,
            Order order) {
        this.engine = engine;
        this.function = function;
        this.encoder = encoder;
        this.options = options;
        this.input = input;
        this.order = order;
    }

    @Override
    public boolean hasNext() {
        return !closed && (untaken() > 0 || pull());
    }

    @Override
    public R next(Duration limit) throws InterruptedException, ExecutionException, TimeoutException {
        if (!hasNext()) {
            throw new NoSuchElementException(closed ? "the results were closed" : "every result was taken");
        }
        return resolve(take(System.nanoTime() + TimeUnit.NANOSECONDS.convert(limit), limit));
    }

    private R resolve(PulledItem item) throws ExecutionException {
        try {
            return Untyped.as(Failed.resolve(item.outcome()));
        } catch (Throwable reason) {
            throw new ExecutionException(reason);
        }
    }

    /** Takes the next settled item; pulls inputs as long as it has to wait. */
    private PulledItem take(long deadline, Duration limit) throws InterruptedException, TimeoutException {
        pull();
        while (true) {
            PulledItem item = poll();
            if (item != null) {
                return item;
            }
            if (!pull()) {
                awaitSettled(deadline, limit);
            }
        }
    }

    private @Nullable PulledItem poll() {
        lock.lock();
        try {
            PulledItem head = line.peekFirst();
            if (head == null || !head.isSettled()) {
                return null;
            }
            line.removeFirst();
            untaken--;
            bytes -= head.outcomeBytes();
            return head;
        } finally {
            lock.unlock();
        }
    }

    private void awaitSettled(long deadline, Duration limit) throws InterruptedException, TimeoutException {
        lock.lockInterruptibly();
        try {
            PulledItem head = line.peekFirst();
            while (head == null || !head.isSettled()) {
                if (closed) {
                    throw new NoSuchElementException("the results were closed");
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new TimeoutException("no result within " + limit);
                }
                settled.awaitNanos(left);
                head = line.peekFirst();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Pulls and submits one chunk of inputs, if there is room and there are any. */
    private boolean pull() {
        if (exhausted || closed || !hasRoom()) {
            return false;
        }
        exhausted = true; // stays so if the iterator or the pool throws
        List<PulledItem> items = new ArrayList<>();
        ByteSink sink = engine.packer().sink();
        int wanted = Math.max(1, options.chunkSize());
        boolean more = input.hasNext();
        while (more && items.size() < wanted && addTo(items, sink, input.next())) {
            more = input.hasNext();
        }
        submit(items, sink);
        exhausted = !more;
        return more || !items.isEmpty();
    }

    /** Adds an input to the chunk; one that cannot be encoded has failed already and ends the chunk. */
    private boolean addTo(List<PulledItem> items, ByteSink sink, @Nullable Object value) {
        int before = sink.size();
        try {
            encoder.encode(value, sink);
            PulledItem item = new PulledItem(sink.size() - before);
            items.add(item);
            return true;
        } catch (RuntimeException e) {
            submit(items, sink);
            items.clear();
            sink.reset();
            PulledItem failed = new PulledItem(0);
            enter(List.of(failed));
            settle(failed, new Failed(e), 0);
            return false;
        }
    }

    private void submit(List<PulledItem> items, ByteSink sink) {
        if (items.isEmpty()) {
            return;
        }
        PulledChunk chunk = new PulledChunk(this, items.toArray(PulledItem[]::new));
        ByteBuffer arguments = ByteBuffer.wrap(sink.toByteArray());
        PendingTask task =
                new PendingTask(function, encoder.shape(), arguments, items.size(), chunk, 0, options.attempts());
        chunk.bind(task);
        engine.dispatcher().submit(task);
        openChunks.add(chunk);
        chunk.forgetIfFinished();
        enter(items);
    }

    private void enter(List<PulledItem> items) {
        lock.lock();
        try {
            untaken += items.size();
            for (PulledItem item : items) {
                bytes += item.argumentBytes();
                if (order == Order.INPUT) {
                    line.addLast(item);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** An item has its outcome: a value, an {@link EncodedOutcome} or {@link Failed}. Any thread. */
    void settle(PulledItem item, @Nullable Object outcome, int outcomeBytes) {
        lock.lock();
        try {
            item.settle(outcome, outcomeBytes);
            bytes += outcomeBytes - item.argumentBytes();
            if (order == Order.COMPLETION) {
                line.addLast(item);
            }
            settled.signal();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom() {
        lock.lock();
        try {
            return untaken == 0 || (untaken < ITEMS_AHEAD && bytes < BYTES_AHEAD);
        } finally {
            lock.unlock();
        }
    }

    private int untaken() {
        lock.lock();
        try {
            return untaken;
        } finally {
            lock.unlock();
        }
    }

    /** Every item of the chunk has its outcome. */
    void finished(PulledChunk chunk) {
        openChunks.remove(chunk);
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public Iterator<R> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return PulledResults.this.hasNext();
            }

            @Override
            public R next() {
                try {
                    return PulledResults.this.next(FOREVER);
                } catch (ExecutionException e) {
                    throw new CompletionException(e.getCause());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new CompletionException("interrupted while waiting for a result", e);
                } catch (TimeoutException e) {
                    throw new CompletionException(e);
                }
            }
        };
    }

    @Override
    public Stream<R> stream() {
        Spliterator<R> results =
                Spliterators.spliteratorUnknownSize(iterator(), order == Order.INPUT ? Spliterator.ORDERED : 0);
        return StreamSupport.stream(results, false).onClose(this::close);
    }

    @Override
    public void close() {
        closed = true;
        openChunks.forEach(PulledChunk::abandon);
        lock.lock();
        try {
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
