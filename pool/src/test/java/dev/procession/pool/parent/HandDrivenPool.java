package dev.procession.pool.parent;

import dev.procession.core.RemoteFunction;
import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ClassFilter;
import dev.procession.core.codec.Codecs;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.protocol.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The parent's parts of a pool, whose workers do what a test says and when it says so: nothing happens on another thread.
 * Its tasks have names, and return theirs.
 */
final class HandDrivenPool implements AutoCloseable {
    private static final int MAX_FRAME_BYTES = 1 << 20;

    /** The names of the tasks whose items have an outcome, in its order. */
    final List<String> outcomes = Collections.synchronizedList(new ArrayList<>());

    /** The names of tasks that nobody wants any more. */
    final Set<String> unwanted = ConcurrentHashMap.newKeySet();

    final Codecs codecs = Codecs.standard();
    private final Damage damage = new Damage();
    private final PoolThreads threads = new PoolThreads("procession-by-hand", damage);

    /** What all tasks run. */
    final PackedFunction function;

    final PoolEngine engine;

    HandDrivenPool(int seats) {
        this(seats, null);
    }

    HandDrivenPool(int seats, @Nullable Hook finalizer) {
        OpenTasks open = new OpenTasks();
        TaskTally tally = new TaskTally();
        TaskPacker packer = new TaskPacker(
                codecs, new FunctionCatalog(codecs, ClassFilter.builder().build()), MAX_FRAME_BYTES);
        function = packer.function((RemoteFunction<String, String>) name -> name);
        engine = new PoolEngine(
                codecs,
                packer,
                new Dispatcher(open, new StallWatch(never -> {}), tally, damage),
                open,
                new OpenMaps(),
                new CompletionQueue(Runnable::run, damage),
                threads,
                damage,
                Errands.pack(finalizer == null ? Hooks.NONE : Hooks.NONE.finalizedBy(finalizer), packer),
                new LimitWatch(never -> {}),
                Graces.DEFAULTS,
                tally,
                new AtomicInteger(seats));
        engine.dispatcher().seats(() -> seats);
    }

    Dispatcher dispatcher() {
        return engine.dispatcher();
    }

    int maxFrameBytes() {
        return MAX_FRAME_BYTES;
    }

    /** A worker that can take tasks and has not joined. */
    HandDrivenWorker worker(String name) {
        return new HandDrivenWorker(this, name);
    }

    /** A worker that has joined and has shown nothing yet: it is given one task at a time. */
    HandDrivenWorker joinedWorker(String name) {
        HandDrivenWorker worker = worker(name);
        dispatcher().join(worker.parentEnd());
        return worker;
    }

    /** A worker that has joined and has shown that tasks are short: it is given many at once. */
    HandDrivenWorker quickWorker(String name) {
        HandDrivenWorker worker = joinedWorker(name);
        PendingTask first = submit("the first of " + name, TaskOptions.defaults());
        worker.enter(first);
        worker.succeed(1);
        return worker;
    }

    /** A task that was not submitted. */
    PendingTask task(String name, int items, TaskOptions options) {
        return task(name, items, options, new NamedSink(name, outcomes, unwanted));
    }

    /** A task that was not submitted. */
    PendingTask task(String name, int items, TaskOptions options, TaskSink outcome) {
        ByteSink sink = new ByteSink(32);
        for (int i = 0; i < items; i++) {
            codecs.encode(name, sink);
        }
        TaskTerms terms = TaskTerms.of(options);
        return new PendingTask(function, Shape.FUNCTION, ByteBuffer.wrap(sink.toByteArray()), items, outcome, 0, terms)
                .ofShard(terms.key());
    }

    /** A task of some items. */
    PendingTask submit(String name, int items, TaskOptions options) {
        PendingTask task = task(name, items, options);
        dispatcher().submit(task);
        return task;
    }

    /** A task of one item. */
    PendingTask submit(String name, TaskOptions options) {
        return submit(name, 1, options);
    }

    @Override
    public void close() {
        threads.close();
    }

    /** Notes how its task ends. */
    private record NamedSink(String name, List<String> outcomes, Set<String> unwanted) implements TaskSink {
        @Override
        public void succeeded(int index, @Nullable Object value, int encodedBytes) {
            outcomes.add(name);
        }

        @Override
        public void arrived(int index, EncodedOutcome outcome, int encodedBytes) {
            outcomes.add(name);
        }

        @Override
        public void failed(int index, Throwable reason) {
            outcomes.add(name + " failed");
        }

        @Override
        public void lost(Throwable reason) {
            outcomes.add(name + " lost");
        }

        @Override
        public void carriedAs(PendingTask part) {}

        @Override
        public boolean isWanted() {
            return !unwanted.contains(name);
        }
    }
}
