package dev.procession.pool.parent;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that a pool always has. Every now and then it does what errors of the JVM have left undone, as where the memory,
 * the threads or a caller's stack ran out: it tries again to have work done for which no thread could be made, and has the
 * pool look after itself and its workers. Thread-safe.
 */
final class PoolWatch implements Runnable {

    /** What a channel has lost is noticed within two of these; a pool that does nothing wakes up twice a second. */
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** For how long it tries in vain to have threads made: a pool for which there are none can do nothing. */
    private static final long NO_THREADS_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Executor threads;
    private final Damage damage;
    private final Runnable look;

    /** What no thread could be made for. */
    private final Queue<Runnable> left = new ConcurrentLinkedQueue<>();

    private @Nullable Throwable trouble;
    private long lastThread = System.nanoTime();
    private volatile @Nullable Thread thread;
    private volatile boolean over;

    /**
     * A watch that is to be run.
     *
     * @param threads where work is done; throws {@link OutOfMemoryError} where no thread can be made
     * @param damage told when there are no threads for too long
     * @param look what the pool does then
     */
    PoolWatch(Executor threads, Damage damage, Runnable look) {
        this.threads = threads;
        this.damage = damage;
        this.look = look;
    }

    /** Has this done as soon as a thread can be made. */
    void later(Runnable work) {
        left.add(work);
    }

    /** Ends the watch; it may be called by {@code look}. */
    void end() {
        over = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        LockSupport.parkNanos(this, EVERY_NANOS);
        while (!over) {
            try {
                complain();
                tryAgain();
                look.run();
            } catch (RuntimeException | Error e) {
                trouble = e; // for the next look: to tell of it now may fail, too, and nothing is to end this loop
            }
            LockSupport.parkNanos(this, EVERY_NANOS);
        }
    }

    private void complain() {
        Throwable last = trouble;
        trouble = null;
        if (last != null) {
            PoolLog.log(System.Logger.Level.WARNING, "a look of a pool's watch failed, and the next one follows", last);
        }
    }

    private void tryAgain() {
        Runnable work = left.peek();
        if (work == null) {
            lastThread = System.nanoTime();
        }
        try {
            while (work != null) {
                threads.execute(work);
                lastThread = System.nanoTime();
                left.remove();
                work = left.peek();
            }
        } catch (OutOfMemoryError e) {
            if (System.nanoTime() - lastThread > NO_THREADS_NANOS) {
                damage.cause = e;
            }
        }
    }
}
