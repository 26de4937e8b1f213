package dev.procession.pool;

import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProcessionException;
import org.jspecify.annotations.Nullable;

/** A task threw an exception that could not itself be brought to this process; its text is kept. */
public final class RemoteTaskException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /** The class of the original exception. */
    private final String className;

    /**
     * An error that stands for the original one.
     *
     * @param className the class of the original exception
     * @param message the original message and why the original could not come
     * @param cause why the original could not come, or null
     */
    public RemoteTaskException(String className, String message, @Nullable Throwable cause) {
        super(ErrorCode.TASK_FAILED, message, cause);
        this.className = className;
    }

    /**
     * The class of the exception that the task threw.
     *
     * @return its binary name
     */
    public String className() {
        return className;
    }
}
