package dev.procession.pool;

import dev.procession.core.codec.Unsendable;
import dev.procession.pool.protocol.TaskSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * What a task can know of itself while it runs, from {@link #current()}. May be handed to other threads that work for the
 * task; each item of a {@code map} has its own.
 */
@Unsendable("A task's context belongs to the process that runs the task and cannot be sent: ask TaskContext.current()"
        + " inside the task")
public interface TaskContext {
    /**
     * The context of the task that this thread runs.
     *
     * @return the context
     * @throws IllegalStateException if this thread runs no task
     */
    static TaskContext current() {
        return TaskSource.find()
                .orElseThrow(() -> new IllegalStateException(
                        "the thread " + Thread.currentThread().getName()
                                + " runs no task: call TaskContext.current() on the thread that runs the task's function, and"
                                + " hand the context to threads that work for it"));
    }

    /**
     * Whether the task is to stop, because its holder has cancelled or completed its future, or its time is up. True also
     * once it has ended.
     *
     * @return true if nobody wants its result any more
     */
    boolean isCancelled();

    /**
     * Ends the task if it is to stop: for loops that run long.
     *
     * @throws CancellationException if {@link #isCancelled()}
     */
    default void throwIfCancelled() {
        if (isCancelled()) {
            throw new CancellationException("nobody wants the result of this task any more");
        }
    }

    /**
     * Which attempt this is.
     *
     * @return 1, and more only after workers have died while they ran it: see {@link TaskOptions#attempts}
     */
    int attempt();

    /**
     * How much of the task's time is left.
     *
     * @return not negative; empty if the task has no {@link TaskOptions#timeout()}
     */
    Optional<Duration> timeLeft();

    /**
     * Reports how far the task is: a percentage, a word, a result so far. It goes to the pool's side, to {@link
     * TaskOptions#onProgress}; without a listener there this does nothing. Never waits. Nothing is reported once the task is
     * to stop or has ended.
     *
     * <p>A value is a state, of which the latest counts: of several in quick succession the earlier ones are left out, and the
     * last one before the outcome is always told. To stream partial results without loss, give the task an end of a {@link
     * dev.procession.core.connection.Pipe} as an argument, and send them there.
     *
     * @param value what to report, at most 60 KiB when encoded; encoded before this returns
     * @throws dev.procession.core.error.EncodingException if it cannot be sent
     */
    void progress(@Nullable Object value);

    /**
     * The worker that runs the task.
     *
     * @return its name
     */
    String worker();
}
