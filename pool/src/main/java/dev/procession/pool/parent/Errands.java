package dev.procession.pool.parent;

import org.jspecify.annotations.Nullable;

/**
 * What each worker of a pool runs apart from tasks.
 *
 * @param initializer before its first task; null for nothing
 * @param finalizer after its last task; null for nothing
 */
record Errands(@Nullable Errand initializer, @Nullable Errand finalizer) {
    /**
     * Encodes what a user gave.
     *
     * @throws dev.procession.core.error.EncodingException if it cannot be; the message names its role and the field
     */
    static Errands pack(Hooks hooks, TaskPacker packer) {
        return new Errands(Errand.pack(hooks.initializer(), packer), Errand.pack(hooks.finalizer(), packer));
    }
}
