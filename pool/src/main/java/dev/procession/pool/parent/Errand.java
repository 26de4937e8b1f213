package dev.procession.pool.parent;

import dev.procession.core.error.EncodingException;
import dev.procession.pool.protocol.Shape;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A function that workers run apart from tasks, encoded once. It travels as the one item of a task that is not counted:
 * nobody waits for it at the pool's end, and it is carried over to no other worker.
 *
 * @param role what it is called in messages
 * @param function what to run
 * @param shape what it takes
 * @param arguments its encoded arguments
 */
record Errand(String role, PackedFunction function, Shape shape, ByteBuffer arguments) {
    /**
     * Encodes it.
     *
     * @return the errand; null if there is none
     * @throws EncodingException if it cannot be; the message names its role and the field
     */
    static @Nullable Errand pack(@Nullable Hook hook, TaskPacker packer) {
        if (hook == null) {
            return null;
        }
        try {
            return new Errand(
                    hook.role(),
                    packer.function(hook.function()),
                    hook.shape(),
                    packer.arguments(hook.arguments().toArray()));
        } catch (EncodingException e) {
            throw new EncodingException(
                    e.code(), "the pool's " + hook.role() + " cannot be sent to workers: " + e.getMessage(), e);
        }
    }

    /** What it is, in words. */
    String description() {
        return role + " " + function.description();
    }

    /** Sends it to a worker that the dispatcher gives nothing, and says how it went. */
    CompletableFuture<@Nullable Object> sendTo(WorkerLink link) {
        ErrandSink sink = new ErrandSink();
        link.runs().give(new PendingTask(function, shape, arguments, 1, sink, 0, TaskTerms.DEFAULTS));
        link.sender().flush();
        return sink.outcome();
    }
}
