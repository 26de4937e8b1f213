package dev.procession.pool.parent;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees to tasks that wait for too long: those in a worker, behind a long one, are taken back for others; for those that no
 * worker can take, the pool grows if it may. Thread-safe; takes no lock itself.
 */
final class Relief {
    private final Dispatcher dispatcher;
    private final StallWatch watch;
    private final BooleanSupplier look = this::recallStalled;
    private volatile @Nullable Elasticity growth;

    Relief(Dispatcher dispatcher, StallWatch watch) {
        this.dispatcher = dispatcher;
        this.watch = watch;
    }

    /** Who is told when tasks wait that no worker can take now; often, on any thread. Set once, before the first task. */
    void growsBy(Elasticity elastic) {
        growth = elastic;
    }

    /** Tasks wait that no worker can take now. */
    void waitForWorkers() {
        Elasticity elastic = growth;
        if (elastic != null) {
            elastic.tasksWait();
        }
    }

    /** Tasks may come to wait in workers. */
    void waitInWorkers() {
        watch.begin(look);
    }

    /** Takes tasks from workers where they wait behind a long one. Returns whether any may come to wait so. */
    private boolean recallStalled() {
        Elasticity elastic = growth;
        Crew.Stalled stalled = dispatcher.stalled(elastic != null && elastic.canGrow());
        stalled.tooLong().forEach(link -> link.takeBack().recall());
        return stalled.any();
    }
}
