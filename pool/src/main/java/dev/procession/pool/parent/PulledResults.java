package dev.procession.pool.parent;

import dev.procession.pool.TaskResults;
import dev.procession.pool.protocol.Untyped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The results of an {@code imap}: has inputs pulled on the thread that takes results, a bounded number of items and bytes
 * ahead, arguments and untaken results counted together.
 */
final class PulledResults<R extends @Nullable Object> implements TaskResults<R> {
    private static final String CLOSED = "the results were closed: take what is needed first, and close them then";

    /** In which order results are taken. */
    enum Order {
        INPUT,
        COMPLETION
    }

    private final PulledInput input;
    private final @Nullable CountRelay counts;
    private final Order order;
    private final Lookahead ahead;

    /** Held by the one thread that pulls and takes, also while the user's iterator runs; nobody else ever needs it. */
    private final ReentrantLock taking = new ReentrantLock();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();

    /** In input order: all that is pulled and not taken. In completion order: all that is settled and not taken. */
    private final Deque<PulledItem> line = new ArrayDeque<>();

    /** The chunks that have not had all their outcomes; guarded by the lock. */
    private final Set<PulledChunk> open = new HashSet<>();

    private boolean exhausted;
    private @Nullable Throwable inputFailure;
    private volatile boolean closed;

    PulledResults(PulledInput input, @Nullable CountRelay counts, Order order, Lookahead ahead) {
        this.input = input;
        this.counts = counts;
        this.order = order;
        this.ahead = ahead;
    }

    @Override
    public boolean hasNext() {
        if (closed || untaken() > 0) {
            return !closed;
        }
        taking.lock();
        try {
            return isMore();
        } finally {
            taking.unlock();
        }
    }

    private boolean isMore() {
        return untakenOrPulled() > 0 || (!closed && inputFailure != null);
    }

    /** How many results are to be taken, after another try to pull if there are none; 0 once it is closed. */
    private int untakenOrPulled() {
        int left = untaken();
        if (left == 0 && inputFailure == null) {
            pull();
            left = untaken();
        }
        return closed ? 0 : left;
    }

    @Override
    public R next(Duration limit) throws InterruptedException, ExecutionException, TimeoutException {
        long nanos = TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(limit, "the limit is null"));
        long deadline = System.nanoTime() + nanos;
        if (!taking.tryLock() && !taking.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            throw new TimeoutException("another thread waited for a result all through " + limit);
        }
        PulledItem item;
        try {
            item = take(deadline, limit);
            if (counts != null && exhausted && untaken() == 0) {
                counts.finish();
            }
        } finally {
            taking.unlock();
        }
        return resolve(item);
    }

    private R resolve(PulledItem item) throws ExecutionException {
        try {
            return Untyped.as(Failed.resolve(item.outcome()));
        } catch (Throwable reason) {
            throw new ExecutionException("item " + item.index() + ", counted from 0: " + reason, reason);
        }
    }

    /** Takes the next settled item; pulls inputs as long as it has to wait. */
    private PulledItem take(long deadline, Duration limit)
            throws InterruptedException, ExecutionException, TimeoutException {
        requireMore();
        pull();
        PulledItem item = poll();
        while (item == null) {
            requireMore(); // once more: the iterator may have taken the last one itself
            if (deadline - System.nanoTime() <= 0 || !pull()) {
                awaitSettled(deadline, limit);
            }
            item = poll();
        }
        return item;
    }

    private void requireMore() throws ExecutionException {
        if (untakenOrPulled() > 0) {
            return;
        }
        if (closed || inputFailure == null) {
            throw new NoSuchElementException(closed ? CLOSED : "every result was taken: ask hasNext() first");
        }
        throwInputFailure();
    }

    /** The inputs have ended with a failure: once, then there is nothing more. */
    private void throwInputFailure() throws ExecutionException {
        Throwable failure = inputFailure;
        inputFailure = null;
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw new ExecutionException(failure);
    }

    private @Nullable PulledItem poll() {
        lock.lock();
        try {
            PulledItem head = line.peekFirst();
            if (head == null || !head.isSettled()) {
                return null;
            }
            line.removeFirst();
            ahead.taken(head.outcomeBytes());
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
                    throw new NoSuchElementException(CLOSED);
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

    /**
     * Pulls and submits one chunk of inputs, if there is room and there are any. What the iterator throws waits until
     * all before it is taken.
     *
     * @return whether it was worth a try
     */
    private boolean pull() {
        if (exhausted || closed || !hasRoom()) {
            return false;
        }
        exhausted = true; // meanwhile: the iterator may ask for results itself
        try {
            exhausted = !input.gather(this);
        } catch (Throwable e) {
            inputFailure = e;
        }
        return true;
    }

    /** A chunk is about to be submitted: a close from now on either finds it or keeps it from being sent. */
    void opened(PulledChunk chunk) {
        lock.lock();
        try {
            open.add(chunk);
        } finally {
            lock.unlock();
        }
    }

    /** The chunk could not be submitted. */
    void refused(PulledChunk chunk) {
        lock.lock();
        try {
            open.remove(chunk);
        } finally {
            lock.unlock();
        }
    }

    /** These items were submitted; their outcomes may be there already. */
    void enter(PulledItem... items) {
        lock.lock();
        try {
            for (PulledItem item : items) {
                ahead.entered(item.argumentBytes());
                if (order == Order.INPUT) {
                    line.addLast(item);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** An item that was not submitted has its outcome. */
    void settle(PulledItem item, Failed outcome) {
        settle(item, outcome, 0, null);
    }

    /**
     * An item has its outcome: a value, an {@link EncodedOutcome} or {@link Failed}. Any thread.
     *
     * @param ended the item's chunk, if all in it have theirs now
     */
    void settle(PulledItem item, @Nullable Object outcome, int outcomeBytes, @Nullable PulledChunk ended) {
        if (counts != null) {
            counts.count(outcome);
        }
        lock.lock();
        try {
            if (ended != null) {
                open.remove(ended);
            }
            if (item.isSettled()) {
                return; // told twice where an error cut off the first time
            }
            item.settle(outcome, outcomeBytes);
            ahead.settled(item.argumentBytes(), outcomeBytes);
            if (order == Order.COMPLETION) {
                line.addLast(item);
            }
            settled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether an item that was submitted has no outcome. */
    boolean isOpen(PulledItem item) {
        lock.lock();
        try {
            return !item.isSettled();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom() {
        lock.lock();
        try {
            return ahead.hasRoom();
        } finally {
            lock.unlock();
        }
    }

    private int untaken() {
        lock.lock();
        try {
            return ahead.untaken();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public Iterator<R> iterator() {
        return new PulledIterator<>(this);
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
        List<PulledChunk> left;
        lock.lock();
        try {
            left = List.copyOf(open);
            settled.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(PulledChunk::abandon);
    }
}
