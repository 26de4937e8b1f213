package dev.procession.pool.protocol;

import dev.procession.pool.TaskContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which task each thread runs. A thread that runs tasks says once whom to ask. */
public final class TaskSource {
    private static final ThreadLocal<Knowing> SOURCE = new ThreadLocal<>();

    private TaskSource() {}

    /** Knows what its thread runs. */
    public interface Knowing {
        /**
         * The context of the task that the thread runs now; called by that thread.
         *
         * @return the context, or null if it runs none
         */
        @Nullable
        TaskContext current();
    }

    /**
     * Says who knows what this thread runs.
     *
     * @param source whom to ask
     */
    public static void askedFrom(Knowing source) {
        SOURCE.set(source);
    }

    /**
     * The context of the task that this thread runs.
     *
     * @return the context, if it runs one
     */
    public static Optional<TaskContext> find() {
        Knowing source = SOURCE.get();
        return source == null ? Optional.empty() : Optional.ofNullable(source.current());
    }
}
