package dev.procession.pool.parent;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.Departures;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ErrorCode;
import dev.procession.pool.TaskOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The inputs of an {@code imap}: encodes them and submits them in chunks. Used by one thread at a time. */
final class PulledInput {
    /** Up to this size arguments are copied out of a sink that is kept. */
    private static final int KEPT_BYTES = 4 << 10;

    private static final PulledItem[] NONE = {};

    private final PoolEngine engine;
    private final PackedFunction function;
    private final ItemEncoder encoder;
    private final TaskOptions options;
    private final TaskTerms terms;
    private final Iterator<?> input;
    private final @Nullable ProgressRelay progress;
    private final List<PulledItem> gathered = new ArrayList<>();
    private ByteSink sink;

    /** What leaves this process with the items that are gathered; null if nothing does. */
    private @Nullable Enclosures enclosures;

    private long taken;
    private long shard;

    PulledInput(
            PoolEngine engine, PackedFunction function, ItemEncoder encoder, TaskOptions options, Iterator<?> input) {
        this.engine = engine;
        this.function = function;
        this.encoder = encoder;
        this.options = options;
        terms = TaskTerms.of(options);
        progress = terms.progressRelay(engine.threads());
        this.input = Objects.requireNonNull(input, "items");
        sink = engine.packer().sink();
    }

    /** Takes inputs for one chunk and submits them, also when the iterator throws; returns whether there may be more. */
    boolean gather(PulledResults<?> results) {
        try {
            boolean goOn = true;
            while (goOn && gathered.size() < Math.max(1, options.chunkSize())) {
                if (!input.hasNext()) {
                    return false;
                }
                goOn = add(input.next(), results);
            }
            return true;
        } finally {
            submit(results);
        }
    }

    /** Adds an input to the chunk; one that cannot be encoded has failed already and ends the chunk. */
    private boolean add(@Nullable Object value, PulledResults<?> results) {
        Throwable failure = encode(value, results);
        if (failure instanceof EncodingException e && e.code() == ErrorCode.FRAME_TOO_LARGE && !gathered.isEmpty()) {
            submit(results); // it may fit a frame of its own
            failure = encode(value, results);
        }
        if (failure != null) {
            submit(results);
            PulledItem failed = new PulledItem(taken++, 0);
            results.enter(failed);
            engine.tally().cannotBeSent();
            results.settle(failed, new Failed(failure));
        }
        return failure == null;
    }

    private @Nullable Throwable encode(@Nullable Object value, PulledResults<?> results) {
        try {
            turnTo(terms.shardOf(value), results);
            int before = sink.size();
            Departures leaving = encoder.encode(value, sink);
            if (leaving != null) {
                enclose(leaving);
            }
            gathered.add(new PulledItem(taken++, sink.size() - before));
            return null;
        } catch (RuntimeException | Error e) {
            return e;
        }
    }

    private void enclose(Departures leaving) {
        Enclosures with = enclosures;
        if (with == null) {
            with = new Enclosures(engine.threads().keepers());
            enclosures = with;
        }
        with.add(gathered.size(), leaving);
    }

    /** A chunk holds items of one shard only. */
    private void turnTo(long next, PulledResults<?> results) {
        if (next != shard) {
            submit(results);
        }
        shard = next;
    }

    private void submit(PulledResults<?> results) {
        if (gathered.isEmpty()) {
            return;
        }
        PulledItem[] items = gathered.toArray(NONE);
        ByteBuffer arguments = takeArguments();
        gathered.clear(); // not before: what fails for lack of memory must not part items from their arguments
        PulledChunk chunk = new PulledChunk(results, items, engine.tally());
        PendingTask task =
                new PendingTask(function, encoder.shape(), arguments, items.length, chunk, 0, terms).ofShard(shard);
        chunk.bind(task);
        chunk.reportTo(progress, 0);
        chunk.encloses(enclosures);
        enclosures = null;
        results.opened(chunk);
        try {
            engine.dispatcher().submit(task);
        } catch (RuntimeException e) {
            chunk.undoEnclosures();
            results.refused(chunk);
            throw e;
        }
        results.enter(items);
    }

    /** What was encoded; a copy, unless it is so large that keeping the sink would waste more than the copy costs. */
    private ByteBuffer takeArguments() {
        if (sink.size() <= KEPT_BYTES) {
            ByteBuffer copy = ByteBuffer.wrap(sink.toByteArray());
            sink.reset();
            return copy;
        }
        ByteBuffer all = ByteBuffer.wrap(sink.array(), 0, sink.size());
        sink = engine.packer().sink();
        return all;
    }
}
