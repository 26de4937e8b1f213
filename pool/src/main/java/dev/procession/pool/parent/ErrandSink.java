package dev.procession.pool.parent;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The sink of an errand. What it completes with is still to be resolved, on a thread that may run user code. */
final class ErrandSink implements TaskSink {
    private final CompletableFuture<@Nullable Object> outcome = new CompletableFuture<>();

    /** A value, an {@link EncodedOutcome} or {@link Failed}; nothing if the worker dies before. */
    CompletableFuture<@Nullable Object> outcome() {
        return outcome;
    }

    @Override
    public void succeeded(int index, @Nullable Object value, int encodedBytes) {
        outcome.complete(value);
    }

    @Override
    public void arrived(int index, EncodedOutcome encoded, int encodedBytes) {
        outcome.complete(encoded);
    }

    @Override
    public void failed(int index, Throwable reason) {
        outcome.complete(new Failed(reason));
    }

    @Override
    public void lost(Throwable reason) {
        failed(0, reason);
    }

    @Override
    public void carriedAs(PendingTask part) {
        // An errand has one item and dies with its worker.
    }

    @Override
    public boolean isWanted() {
        return true;
    }
}
