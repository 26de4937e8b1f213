package dev.procession.pool.parent;

import dev.procession.core.RemoteBiFunction;
import dev.procession.core.RemoteCallable;
import dev.procession.core.RemoteConsumer;
import dev.procession.core.RemoteFunction;
import dev.procession.core.RemoteRunnable;
import dev.procession.core.codec.Departures;
import dev.procession.pool.Args;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskResults;
import dev.procession.pool.Tasks;
import dev.procession.pool.protocol.Shape;
import dev.procession.pool.protocol.Untyped;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The calls of {@link Tasks}: encodes what the caller gives and submits it. */
class TaskCalls implements Tasks {
    private final PoolEngine engine;
    private final TaskOptions options;
    private final TaskTerms terms;
    private final MapCalls maps;

    TaskCalls(PoolEngine engine, TaskOptions options) {
        this.engine = engine;
        this.options = options;
        terms = TaskTerms.of(options);
        maps = new MapCalls(engine, options);
    }

    final PoolEngine engine() {
        return engine;
    }

    @Override
    public <R extends @Nullable Object> R apply(RemoteCallable<? extends R> function)
            throws InterruptedException, ExecutionException {
        return call(function, Shape.CALLABLE, terms.key());
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> R apply(
            RemoteFunction<? super T, ? extends R> function, T argument)
            throws InterruptedException, ExecutionException {
        return call(function, Shape.FUNCTION, terms.shardOf(argument), argument);
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> R apply(
            RemoteBiFunction<? super A, ? super B, ? extends R> function, A first, B second)
            throws InterruptedException, ExecutionException {
        return call(function, Shape.BI_FUNCTION, shardOf(first, second), first, second);
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // the function gives an R; its three types have no common one
    private <R extends @Nullable Object> R call(
            Serializable function, Shape shape, long shard, @Nullable Object... arguments)
            throws InterruptedException, ExecutionException {
        CallSink sink = new CallSink(engine.tally());
        PendingTask task = submitTo(sink, function, shape, shard, arguments);
        return Untyped.as(sink.await(task));
    }

    @Override
    public <R extends @Nullable Object> TaskFuture<R> applyAsync(RemoteCallable<? extends R> function) {
        return submit(function, Shape.CALLABLE, terms.key());
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> applyAsync(
            RemoteFunction<? super T, ? extends R> function, T argument) {
        return submit(function, Shape.FUNCTION, terms.shardOf(argument), argument);
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            TaskFuture<R> applyAsync(RemoteBiFunction<? super A, ? super B, ? extends R> function, A first, B second) {
        return submit(function, Shape.BI_FUNCTION, shardOf(first, second), first, second);
    }

    @Override
    public TaskFuture<@Nullable Void> runAsync(RemoteRunnable work) {
        return submit(work, Shape.RUNNABLE, terms.key());
    }

    @Override
    public <T extends @Nullable Object> TaskFuture<@Nullable Void> runAsync(
            RemoteConsumer<? super T> work, T argument) {
        return submit(work, Shape.CONSUMER, terms.shardOf(argument), argument);
    }

    private <R extends @Nullable Object> TaskFuture<R> submit(
            Serializable function, Shape shape, long shard, @Nullable Object... arguments) {
        FutureSink<R> sink = new FutureSink<>(engine.completions(), engine.tally());
        PendingTask unused = submitTo(sink, function, shape, shard, arguments);
        return sink.future();
    }

    /** Encodes and submits a task. What leaves this process with it comes back if that fails. */
    private PendingTask submitTo(
            StoppableSink sink, Serializable function, Shape shape, long shard, @Nullable Object... arguments) {
        sink.reportTo(terms.progressRelay(engine.threads()), 0);
        Departures departures = Departures.gather();
        boolean submitted = false;
        try {
            ByteBuffer encoded = arguments.length == 0
                    ? engine.packer().noArguments()
                    : engine.packer().arguments(arguments);
            PendingTask task = task(function, shape, encoded, sink).ofShard(shard);
            sink.bind(task);
            sink.encloses(Enclosures.ofOneItem(departures, engine.threads().keepers()));
            engine.dispatcher().submit(task);
            submitted = true;
            return task;
        } finally {
            if (!submitted) {
                departures.undo();
            }
            departures.close();
        }
    }

    private long shardOf(@Nullable Object first, @Nullable Object second) {
        return terms.isSharded() ? terms.shardOf(Args.of(Untyped.as(first), Untyped.as(second))) : terms.key();
    }

    private PendingTask task(Serializable function, Shape shape, ByteBuffer arguments, TaskSink sink) {
        PackedFunction packed = engine.packer().function(function);
        return new PendingTask(packed, shape, arguments, 1, sink, 0, terms);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            RemoteFunction<? super T, ? extends R> function, Collection<? extends T> items)
            throws InterruptedException, ExecutionException {
        return maps.map(function, Shape.FUNCTION, items);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> TaskFuture<List<R>> mapAsync(
            RemoteFunction<? super T, ? extends R> function, Collection<? extends T> items) {
        return maps.mapAsync(function, Shape.FUNCTION, items);
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
            RemoteBiFunction<? super A, ? super B, ? extends R> function, Collection<Args<A, B>> items)
            throws InterruptedException, ExecutionException {
        return maps.map(function, Shape.BI_FUNCTION, items);
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            TaskFuture<List<R>> starmapAsync(
                    RemoteBiFunction<? super A, ? super B, ? extends R> function, Collection<Args<A, B>> items) {
        return maps.mapAsync(function, Shape.BI_FUNCTION, items);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> TaskResults<R> imap(
            RemoteFunction<? super T, ? extends R> function, Iterator<? extends T> items) {
        return pull(function, items, OptionalLong.empty(), PulledResults.Order.INPUT);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> TaskResults<R> imap(
            RemoteFunction<? super T, ? extends R> function, Collection<? extends T> items) {
        return pull(function, iterator(items), OptionalLong.of(items.size()), PulledResults.Order.INPUT);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> TaskResults<R> imapUnordered(
            RemoteFunction<? super T, ? extends R> function, Iterator<? extends T> items) {
        return pull(function, items, OptionalLong.empty(), PulledResults.Order.COMPLETION);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> TaskResults<R> imapUnordered(
            RemoteFunction<? super T, ? extends R> function, Collection<? extends T> items) {
        return pull(function, iterator(items), OptionalLong.of(items.size()), PulledResults.Order.COMPLETION);
    }

    private static <T extends @Nullable Object> Iterator<T> iterator(Collection<T> items) {
        return Objects.requireNonNull(items, "the collection of items is null").iterator();
    }

    private <R extends @Nullable Object> TaskResults<R> pull(
            Serializable function, Iterator<?> items, OptionalLong total, PulledResults.Order order) {
        Objects.requireNonNull(items, "the iterator of items is null");
        PackedFunction packed = engine.packer().function(function);
        ItemEncoder encoder = new ItemEncoder(engine.packer(), Shape.FUNCTION);
        return new PulledResults<>(
                new PulledInput(engine, packed, encoder, options, items),
                terms.countRelay(total, engine.threads()),
                order,
                new Lookahead(options.itemsAhead(), options.bytesAhead(), engine.processes()::get));
    }
}
