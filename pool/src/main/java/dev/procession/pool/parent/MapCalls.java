package dev.procession.pool.parent;

import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.protocol.Shape;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The calls that run one function on a whole collection. */
final class MapCalls {
    private final PoolEngine engine;
    private final TaskOptions options;

    MapCalls(PoolEngine engine, TaskOptions options) {
        this.engine = engine;
        this.options = options;
    }

    /** Feeds on the caller's thread, waits there, decodes there. */
    <R extends @Nullable Object> List<R> map(Serializable function, Shape shape, Collection<?> items)
            throws InterruptedException, ExecutionException {
        PackedFunction packed = engine.packer().function(function);
        int total = items.size();
        if (total == 0) {
            return List.of();
        }
        Thread caller = Thread.currentThread();
        MapJob job = new MapJob(total, () -> LockSupport.unpark(caller));
        engine.dispatcher().accept();
        try {
            feeder(packed, shape, job).feed(items.iterator(), total);
            await(job);
        } catch (InterruptedException e) {
            job.giveUp();
            throw e;
        } finally {
            engine.open().settled(1);
        }
        try {
            return job.resolve();
        } catch (Throwable reason) {
            throw new ExecutionException(reason);
        }
    }

    private static void await(MapJob job) throws InterruptedException {
        while (!job.isComplete()) {
            LockSupport.park(job);
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for a map");
            }
        }
    }

    /** Feeds and decodes on the pool's callback threads. */
    <R extends @Nullable Object> TaskFuture<List<R>> mapAsync(Serializable function, Shape shape, Collection<?> items) {
        PackedFunction packed = engine.packer().function(function);
        int total = items.size();
        if (total == 0) {
            TaskFuture.Promise<List<R>> empty = TaskFuture.promise(() -> {}, () -> {});
            empty.succeed(List.of());
            return empty.future();
        }
        engine.dispatcher().accept();
        MapPromise<R> promise = new MapPromise<>(engine, total);
        engine.threads().callbacks().execute(() -> {
            try {
                feeder(packed, shape, promise.job()).feed(items.iterator(), total);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the pool's thread ends; the items have failed
            }
        });
        return promise.future();
    }

    private MapFeeder feeder(PackedFunction packed, Shape shape, MapJob job) {
        return new MapFeeder(engine, packed, new ItemEncoder(engine.packer(), shape), options, job);
    }

    /** The future of a map, settled on a callback thread once the last outcome is there. */
    private static final class MapPromise<R extends @Nullable Object> implements CompletionQueue.Completion {
        private final PoolEngine engine;
        private final MapJob job;
        private final TaskFuture.Promise<List<R>> promise;

        MapPromise(PoolEngine engine, int total) {
            this.engine = engine;
            job = new MapJob(total, this::ready);
            promise = TaskFuture.promise(this::stop, engine.completions()::help);
        }

        MapJob job() {
            return job;
        }

        TaskFuture<List<R>> future() {
            return promise.future();
        }

        private void stop() {
            job.giveUp();
            engine.open().settled(1);
        }

        private void ready() {
            engine.completions().add(this);
            engine.completions().kick();
        }

        @Override
        public boolean mayBlock() {
            return true;
        }

        @Override
        public void complete() {
            boolean won;
            try {
                won = promise.succeed(job.resolve());
            } catch (Throwable reason) {
                won = promise.fail(reason);
            }
            if (won) {
                engine.open().settled(1);
            }
        }
    }
}
