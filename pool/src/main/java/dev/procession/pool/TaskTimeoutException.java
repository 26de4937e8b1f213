package dev.procession.pool;

import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProcessionException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task ran for longer than its limit, {@link TaskOptions#timeout()}: it was told to stop, and may have done a part of its
 * work. It is not started again, whatever number of attempts it has.
 */
public final class TaskTimeoutException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /** How long it was allowed to run. */
    private final Duration limit;

    /** The worker's name. */
    private final String worker;

    /** The worker's process id. */
    private final long pid;

    /** Where it was; null if the worker did not say. */
    private final @Nullable String stack;

    /** What its threads did; empty if the worker did not say. */
    private final String threadDump;

    /**
     * An error.
     *
     * @param message what happened
     * @param limit how long it was allowed to run
     * @param worker the worker's name
     * @param pid the worker's process id
     * @param stack where the task was, or null if the worker did not say
     */
    public TaskTimeoutException(String message, Duration limit, String worker, long pid, @Nullable String stack) {
        this(message, limit, worker, pid, stack, "");
    }

    /**
     * An error with the worker's thread dump.
     *
     * @param message what happened
     * @param limit how long it was allowed to run
     * @param worker the worker's name
     * @param pid the worker's process id
     * @param stack where the task was, or null if the worker did not say
     * @param threadDump what the worker's threads did, or an empty text if it did not say
     */
    public TaskTimeoutException(
            String message, Duration limit, String worker, long pid, @Nullable String stack, String threadDump) {
        super(ErrorCode.TASK_TIMED_OUT, message);
        this.limit = limit;
        this.worker = worker;
        this.pid = pid;
        this.stack = stack;
        this.threadDump = threadDump;
    }

    /**
     * How long the task was allowed to run.
     *
     * @return the limit
     */
    public Duration limit() {
        return limit;
    }

    /**
     * The worker that ran the task.
     *
     * @return its name
     */
    public String worker() {
        return worker;
    }

    /**
     * The process that ran the task.
     *
     * @return the worker's process id; on a worker that joined by hand, a number of its own machine
     */
    public long pid() {
        return pid;
    }

    /**
     * Where the task was when its time was up, as its worker saw it: the task thread's name, its state and its frames, the
     * innermost first.
     *
     * @return the stack; empty if the worker's JVM did not answer in time, as one that was stopped does not, or if the
     *     task ended just then
     */
    public Optional<String> remoteStack() {
        return Optional.ofNullable(stack);
    }

    /**
     * What the worker's threads did when the task's time was up, each with its state and frames, and an empty line between
     * two.
     *
     * <ul>
     *   <li>The task's thread comes first. If it waits, the lock's class and identity are named, and the thread that holds
     *       it, if one does.
     *   <li>Then that holder, and the other threads of user code; neither the library's nor the JVM's own, nor virtual ones.
     *   <li>At most 64 Ki characters; of each thread the innermost frames.
     *   <li>A worker whose Java lacks {@code java.management} names no locks, and one that is too busy to look at all of its
     *       threads in time only the task's.
     * </ul>
     *
     * @return the thread dump; empty where {@link #remoteStack()} is
     */
    public String threadDump() {
        return threadDump;
    }
}
