package dev.procession.pool.parent;

import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.Codecs;
import dev.procession.pool.protocol.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of items that share a function, encoded and on its way: one item for {@code apply}, a chunk for {@code map}.
 * Immutable but for the link that carries it, and the workers that died of it.
 */
final class PendingTask {
    /** The most urgent first, and among equals what was submitted first. */
    static final Comparator<PendingTask> ORDER = Comparator.<PendingTask>comparingInt(task -> task.terms.priority())
            .reversed()
            .thenComparingLong(task -> task.order);

    private final PackedFunction function;
    private final Shape shape;
    private final ByteBuffer arguments;
    private final int items;
    private final TaskSink sink;
    private final int firstIndex;
    private final TaskTerms terms;
    private int attempts;
    private long shard;
    private long order;

    /** The one behind it, where it waits; see {@link TaskLine}. */
    private @Nullable PendingTask next;

    private volatile @Nullable WorkerLink link;
    private volatile long firstItem;
    private volatile int deaths;

    /**
     * A task.
     *
     * @param arguments the items' encoded arguments; never changed again
     * @param firstIndex the sink's index of the first item
     * @param terms how it is to be run
     */
    PendingTask(
            PackedFunction function,
            Shape shape,
            ByteBuffer arguments,
            int items,
            TaskSink sink,
            int firstIndex,
            TaskTerms terms) {
        this.function = function;
        this.shape = shape;
        this.arguments = arguments;
        this.items = items;
        this.sink = sink;
        this.firstIndex = firstIndex;
        this.terms = terms;
        attempts = terms.attempts();
    }

    PackedFunction function() {
        return function;
    }

    Shape shape() {
        return shape;
    }

    /** The arguments, shared by all who ask: whoever moves positions takes a duplicate. */
    ByteBuffer arguments() {
        return arguments;
    }

    int bytes() {
        return arguments.remaining();
    }

    int items() {
        return items;
    }

    TaskSink sink() {
        return sink;
    }

    int index(int item) {
        return firstIndex + item;
    }

    /** How often it may still be started. */
    int attempts() {
        return attempts;
    }

    /** How it is to be run. */
    TaskTerms terms() {
        return terms;
    }

    /** Makes it belong to a shard, whose tasks one worker runs. */
    PendingTask ofShard(long hash) {
        shard = hash;
        return this;
    }

    /** Its shard; 0 if any worker may run it. */
    long shard() {
        return shard;
    }

    /** Which one it is of all that the pool was given; kept when it is given out anew. */
    void ordered(long number) {
        if (order == 0) {
            order = number;
        }
    }

    /** The one behind it, where it waits. */
    @Nullable
    PendingTask next() {
        return next;
    }

    void next(@Nullable PendingTask behind) {
        next = behind;
    }

    /** Whether it is to run before another: more urgent, or as urgent and submitted before. */
    boolean comesBefore(PendingTask other) {
        return ORDER.compare(this, other) < 0;
    }

    /** How often it was started before, by workers that died. */
    int earlierAttempts() {
        return terms.attempts() - attempts;
    }

    boolean isWanted() {
        return sink.isWanted();
    }

    /** Whether it is an errand of the pool's own: not counted, and carried over to no other worker. */
    boolean isErrand() {
        return sink instanceof ErrandSink;
    }

    /** A worker is about to be sent this task; its items get their numbers. */
    void carriedBy(@Nullable WorkerLink carrier, long number) {
        firstItem = number;
        link = carrier;
    }

    long firstItem() {
        return firstItem;
    }

    /** How many workers have died that were sent this task as their next and had not started it. */
    int deaths() {
        return deaths;
    }

    PendingTask withDeaths(int workers) {
        deaths = workers;
        return this;
    }

    /** Whether it may be its size, or whatever else a worker trips over before it starts a task, that killed one. */
    boolean isSuspect() {
        return deaths > 0;
    }

    /** Who was sent it; null if nobody was yet. */
    @Nullable
    WorkerLink carrier() {
        return link;
    }

    /** It is not started, since nobody wants it. */
    void drop() {
        sink.dropped(firstIndex, items);
    }

    /** Fails the items from one on. */
    void failFrom(int item, Throwable reason) {
        for (int i = item; i < items; i++) {
            sink.failed(firstIndex + i, reason);
        }
    }

    /** Some of this task's items, as a task of their own. */
    PendingTask part(Codecs codecs, Span span, int attemptsLeft) {
        return parts(codecs, span, attemptsLeft, span.items()).get(0);
    }

    /** Some of this task's items, as tasks of their own, each of so many items at the most. */
    List<PendingTask> parts(Codecs codecs, Span span, int attemptsLeft, int mostItems) {
        ByteSource source = new ByteSource(arguments.duplicate());
        skip(codecs, source, span.from());
        List<PendingTask> parts = new ArrayList<>();
        for (int from = span.from(); from < span.to(); from += mostItems) {
            int count = Math.min(mostItems, span.to() - from);
            int start = source.position();
            skip(codecs, source, count);
            ByteBuffer slice = arguments.slice(arguments.position() + start, source.position() - start);
            PendingTask part = new PendingTask(function, shape, slice, count, sink, firstIndex + from, terms);
            part.attempts = attemptsLeft;
            part.shard = shard;
            part.order = order;
            sink.carriedAs(part);
            parts.add(part.withDeaths(deaths));
        }
        return parts;
    }

    private void skip(Codecs codecs, ByteSource source, int count) {
        for (int i = 0; i < count * shape.arguments(); i++) {
            codecs.skip(source);
        }
    }
}
