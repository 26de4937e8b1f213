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
     * This pool as an {@link java.util.concurrent.ExecutorService}, for code that takes one. Shutting the view down leaves
     * the pool open; closing the pool shuts the view down.
     *
     * @return a view of its own at each call
     */
    RemoteExecutorService asExecutorService();

    /**
     * How many workers the pool keeps at the most, those that joined aside.
     *
     * @return the number of processes
     */
    int processes();

    /**
     * Keeps another number of workers from now on. Returns at once: more are started in the background; those that are too
     * many finish what they run, and what they have not started goes to others. No task is lost.
     *
     * @param processes from 1 to 1024
     * @throws PoolClosedException if the pool is closed
     */
    default void resize(int processes) {
        resize(processes, processes);
    }

    /**
     * Keeps between so many workers from now on, as {@link PoolBuilder#processes(int, int)} does.
     *
     * @param fewest from 0 to {@code most}
     * @param most from 1 to 1024
     * @throws PoolClosedException if the pool is closed
     */
    void resize(int fewest, int most);

    /**
     * What the pool has done and is doing now: tasks, workers, and what each worker runs. For logs, metrics and tests; also
     * after the pool was closed.
     *
     * <p>It costs the pool an uncontended addition when a task is submitted and one when it ends. A snapshot costs some
     * microseconds and, with four workers, 2 KiB; it holds nobody up, and can be taken by any thread.
     *
     * @return a snapshot, in which the sums are right
     */
    PoolStatistics statistics();

    /**
     * The transport between the pool and its workers.
     *
     * @return its name
     */
    String transport();

    /**
     * Makes room for one more worker, which somebody starts by hand, here or on another machine: {@code java -cp ...
     * dev.procession.pool.WorkerMain ADDRESS FILE} (see {@link WorkerMain}). The place stays for the life of the pool: when
     * that worker or the line to it is lost, the same command can be run again.
     *
     * <ul>
     *   <li>Such a worker is sent one item at a time. When it is lost, the item that it had fails with {@link
     *       WorkerLostException}: it may have run, or still run; everything else goes to other workers.
     *   <li>Lost is who has closed the connection, or has said nothing for ten seconds.
     *   <li>Its process is not ours: the pool does not start or kill it, relays nothing that it prints, and its
     *       subprocesses are its own affair.
     * </ul>
     *
     * @param address where the pool waits for it, as the transport understands it: {@code tcp:HOST:PORT} for {@code socket},
     *     with port 0 for any
     * @param file where the invitation is written, readable for its owner alone: whoever has it can run code with the
     *     pool. It replaces an older invitation, and nothing else; it stays when the pool is closed
     * @return the address with its port
     * @throws java.io.IOException if the file cannot be written, or holds something that is no invitation
     * @throws dev.procession.core.error.TransportException if the pool's transport cannot wait there
     * @throws PoolClosedException if the pool is closed
     */
    String invite(String address, java.nio.file.Path file) throws java.io.IOException;

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
