package dev.procession.pool.parent;

import dev.procession.core.launch.ChildHandle;
import dev.procession.pool.PoolStatistics.WorkerEnd;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Lets workers go in order. A worker that goes is given nothing more; what it has not started goes to others; it finishes
 * what it runs, runs the pool's finalizer, says goodbye and ends. Who takes longer than the limits is asked by a signal,
 * then killed; what it runs has no limit here. A worker that dies on the way is buried as any other. Never blocks.
 */
final class Farewell {

    /** How long a worker may take to end after SIGTERM. */
    static final Duration TERM = Duration.ofSeconds(1);

    private final PoolEngine engine;
    private final @Nullable Errand finalizer;
    private final Duration finalizerTimeout;
    private final Purpose purpose;

    Farewell(PoolEngine engine, Duration finalizerTimeout, Purpose purpose) {
        this.engine = engine;
        finalizer = engine.errands().finalizer();
        this.finalizerTimeout = finalizerTimeout;
        this.purpose = purpose;
    }

    /** How long a worker that has nothing to do may take until it has ended by itself. */
    Duration limit() {
        return finalizer == null ? purpose.goodbye() : purpose.goodbye().plus(finalizerTimeout);
    }

    /** Begins with it, unless it has begun. */
    void begin(Worker worker, WorkerEnd why) {
        WorkerLink link = worker.link();
        if (!link.beginToLeave(why)) {
            return;
        }
        engine.dispatcher().leave(link);
        link.takeBack().recall();
        CompletableFuture<Void> unused = link.sender()
                .drained()
                .thenRun(() -> engine.dispatcher().gone(link))
                .thenCompose(nothing -> finish(worker))
                .thenRun(() -> {
                    link.shutDown();
                    seeOff(worker.child());
                });
    }

    /** Completes, never exceptionally, when the finalizer has ended one way or the other. */
    private CompletableFuture<Void> finish(Worker worker) {
        Errand errand = finalizer;
        if (errand == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<@Nullable Object> outcome = errand.sendTo(worker.link());
        CompletableFuture<Void> gone = worker.link().ended().thenAccept(reason -> {});
        return CompletableFuture.anyOf(
                        outcome.thenAcceptAsync(stored -> tell(worker, errand, stored), callbacks()), gone)
                .<Void>thenApply(any -> null)
                .orTimeout(finalizerTimeout.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(late -> giveUp(worker, errand, late));
    }

    private Executor callbacks() {
        return engine.threads().callbacks();
    }

    private void tell(Worker worker, Errand errand, @Nullable Object stored) {
        try {
            Object unused = Failed.resolve(stored);
        } catch (Throwable thrown) {
            PoolLog.log(
                    purpose.trouble(), worker.label() + " ends, but its " + errand.description() + " failed", thrown);
        }
    }

    private @Nullable Void giveUp(Worker worker, Errand errand, Throwable late) {
        PoolLog.log(
                purpose.trouble(),
                late instanceof TimeoutException
                        ? worker.label() + " is ended: its " + errand.description() + " had not returned after "
                                + finalizerTimeout + "; give it longer with ProcessPool.builder().finalizerTimeout(...)"
                        : worker.label() + " is ended: its " + errand.description() + " failed: " + late);
        worker.child().terminate();
        return null;
    }

    /** Who has not ended in time is asked to, then killed. */
    private void seeOff(ChildHandle child) {
        CompletableFuture<?> unused = within(child, purpose.goodbye(), child::terminate)
                .thenCompose(nothing -> within(child, TERM, child::kill));
    }

    private static CompletableFuture<Void> within(ChildHandle child, Duration limit, Runnable otherwise) {
        return child.exit()
                .toCompletableFuture()
                .<Void>thenApply(status -> null)
                .orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(late -> {
                    otherwise.run();
                    return null;
                });
    }
}
