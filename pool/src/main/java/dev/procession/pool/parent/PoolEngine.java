package dev.procession.pool.parent;

import dev.procession.core.codec.Codecs;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The parts that calls and workers of one pool share.
 *
 * @param codecs how values are encoded
 * @param packer encodes what callers give
 * @param dispatcher takes what is encoded
 * @param open counts what was accepted
 * @param maps those that are fed on the pool's threads
 * @param completions hands outcomes to futures
 * @param threads the pool's own threads
 * @param damage whether all this can be relied on
 * @param errands what each worker runs apart from tasks
 * @param limits looks after tasks that have a limit or are to stop
 * @param graces how long those that are to stop may go on
 * @param tally counts tasks by what becomes of them
 * @param processes how many workers the pool keeps at the most
 */
record PoolEngine(
        Codecs codecs,
        TaskPacker packer,
        Dispatcher dispatcher,
        OpenTasks open,
        OpenMaps maps,
        CompletionQueue completions,
        PoolThreads threads,
        Damage damage,
        Errands errands,
        LimitWatch limits,
        Graces graces,
        TaskTally tally,
        AtomicInteger processes) {}
