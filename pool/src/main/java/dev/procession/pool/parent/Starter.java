package dev.procession.pool.parent;

import dev.procession.core.launch.ChildHandle;
import dev.procession.core.ledger.Ledger;
import java.util.function.Consumer;

/** Gets a worker for a place of the pool. */
interface Starter {
    /**
     * Gets a worker that takes tasks. Blocks.
     *
     * @param launched told of the peer as soon as it can be killed, which also ends the wait for it
     * @throws dev.procession.core.error.ProcessionException if there is none; nothing of it is left
     */
    Worker start(WorkerSlot slot, Ledger ledger, Consumer<ChildHandle> launched) throws InterruptedException;

    /** Whether another try would be refused as the last one was. */
    default boolean isRefused() {
        return false;
    }
}
