package dev.procession.pool.parent;

import dev.procession.core.channel.OnceThereIsMemory;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.protocol.Shape;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
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
        int hint = hintOf(items);
        Thread caller = Thread.currentThread();
        MapJob job = new MapJob(() -> LockSupport.unpark(caller), counts(hint));
        MapFeeder feeder = feeder(packed, shape, job);
        engine.dispatcher().accept();
        try {
            feeder.feed(items, hint);
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
            throw new ExecutionException(job.place() + ": " + reason, reason);
        }
    }

    private @Nullable CountRelay counts(int hint) {
        return TaskTerms.of(options).countRelay(OptionalLong.of(hint), engine.threads());
    }

    /** How many items there may be; the iterator knows. */
    private static int hintOf(Collection<?> items) {
        return Objects.requireNonNull(items, "the collection of items is null").size();
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
        int hint = hintOf(items);
        MapPromise<R> promise = new MapPromise<>(engine, counts(hint));
        MapJob job = promise.job();
        MapFeeder feeder = feeder(packed, shape, job);
        engine.dispatcher().accept();
        engine.maps().opened(job);
        try {
            engine.threads().callbacks().execute(() -> feed(feeder, items, hint, job));
        } catch (RuntimeException | Error e) {
            engine.maps().closed(job);
            job.stop(e);
        }
        return promise.future();
    }

    private void feed(MapFeeder feeder, Collection<?> items, int hint, MapJob job) {
        try {
            feeder.feed(items, hint);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the pool's thread ends; the map has failed
        } finally {
            engine.maps().closed(job);
        }
    }

    private MapFeeder feeder(PackedFunction packed, Shape shape, MapJob job) {
        MapFeeder feeder = new MapFeeder(engine, packed, new ItemEncoder(engine.packer(), shape), options, job);
        job.fedBy(feeder);
        return feeder;
    }

    /** The future of a map, settled on a callback thread once the last outcome is there. */
    private static final class MapPromise<R extends @Nullable Object>
            implements CompletionQueue.Completion, TaskFuture.Source, Consumer<Throwable> {
        private final PoolEngine engine;
        private final MapJob job;
        private final TaskFuture.Promise<List<R>> promise;
        private final AtomicBoolean settled = new AtomicBoolean();
        private final AtomicBoolean claimed = new AtomicBoolean();
        private volatile @Nullable Throwable failure;

        MapPromise(PoolEngine engine, @Nullable CountRelay counts) {
            this.engine = engine;
            job = new MapJob(this::ready, counts);
            promise = TaskFuture.promise(this);
        }

        MapJob job() {
            return job;
        }

        TaskFuture<List<R>> future() {
            return promise.future();
        }

        @Override
        public void stop() {
            job.giveUp();
            settle();
        }

        @Override
        public void help() {
            engine.completions().assist();
        }

        @Override
        public void offer() {
            promise.offer();
        }

        @Override
        public void takeOver() {
            complete();
        }

        @Override
        public Optional<String> place(Throwable outcome) {
            return outcome == failure ? Optional.of(job.place()) : Optional.empty();
        }

        private void settle() {
            if (settled.compareAndSet(false, true)) {
                engine.open().settled(1);
            }
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
        public boolean isDone() {
            return promise.future().isDone();
        }

        /** Fails the future. */
        @Override
        public void accept(Throwable reason) {
            promise.fail(reason);
        }

        @Override
        public void complete() {
            if (!claimed.compareAndSet(false, true)) {
                return; // another thread decodes the results
            }
            settle(); // first: a callback may close the pool, which waits for this
            List<R> results;
            try {
                results = job.resolve();
            } catch (Throwable reason) {
                failure = reason;
                OnceThereIsMemory.give(this, reason);
                return;
            }
            promise.succeed(results);
        }
    }
}
