package dev.procession.pool;

import java.time.Duration;

/**
 * A pool of worker processes, each a JVM of its own, that runs functions sent to them.
 *
 * <ul>
 *   <li>A worker's death fails only the task that it ran ({@link WorkerLostException}, with a death certificate); what it
 *       had not started is carried over, and the worker is replaced.
 *   <li>A task runs at most once unless {@link TaskOptions#attempts} allows more.
 *   <li>Every accepted task settles exactly once.
 *   <li>Thread-safe.
 * </ul>
 */
public interface ProcessPool extends Tasks, AutoCloseable {
    /**
     * A builder with the defaults: as many workers as processors, the pipe transport when present.
     *
     * @return a fresh builder
     */
    static PoolBuilder builder() {
        return new PoolBuilder();
    }

    /**
     * The same pool with other options for the tasks given through the view.
     *
     * @param options the options
     * @return a view of this pool
     */
    Tasks with(TaskOptions options);

    /**
     * How many workers the pool keeps.
     *
     * @return the number of processes
     */
    int processes();

    /**
     * The transport between the pool and its workers.
     *
     * @return its name
     */
    String transport();

    /**
     * Finishes what was accepted, accepts no more, ends the workers and waits for all of it. Logs every 10 s what it
     * waits for. An interrupt, or {@link PoolBuilder#closeTimeout}, turns it into {@link #terminate()}. Idempotent.
     */
    @Override
    void close();

    /**
     * Ends the pool now: tasks that have not finished fail with {@link PoolClosedException}, the workers are killed.
     * Returns within seconds. Idempotent.
     */
    void terminate();

    /**
     * Waits until the pool has ended, after {@link #close()} or {@link #terminate()} was called by another thread.
     *
     * @param limit how long at the most
     * @return true if it has ended
     * @throws InterruptedException if interrupted while waiting
     */
    boolean join(Duration limit) throws InterruptedException;
}
