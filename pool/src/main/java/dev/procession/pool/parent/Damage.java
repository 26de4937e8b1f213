package dev.procession.pool.parent;

import org.jspecify.annotations.Nullable;

/**
 * Whether an error of the JVM has cut off the pool's own bookkeeping in its midst, as where a caller's stack or the memory of
 * this process runs out: then nobody knows what was lost, and the pool has to end ({@link PoolWatch}).
 */
final class Damage {
    /** The error. Stored without a call: where there is no stack for one more frame, a store can still be relied on. */
    @Nullable
    volatile Error cause;
}
