package dev.procession.pool.parent;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.Departures;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ErrorCode;
import dev.procession.pool.TaskOptions;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the items of one {@code map} into chunks and submits them, never more than a bounded number ahead of the
 * workers. Runs on one thread, which blocks while enough is under way.
 */
final class MapFeeder {
    /** Chunks under way for each worker: one that runs, one that waits in the worker, one that waits here. */
    private static final int CHUNKS_AHEAD = 3;

    /** The same where each item has a worker of its own: one that has much to do should not keep the others waiting. */
    private static final int SHARDED_CHUNKS_AHEAD = 1024;

    /** Encoded arguments under way, at most; a single larger item still goes. */
    private static final long BYTES_AHEAD = 32 << 20;

    /** A chunk is closed when it has grown to this. */
    private static final int CHUNK_BYTES = 64 << 10;

    private final PoolEngine engine;
    private final PackedFunction function;
    private final ItemEncoder encoder;
    private final TaskTerms terms;
    private final MapJob job;
    private final ChunkSizer sizer;
    private final @Nullable ProgressRelay progress;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition lessUnderWay = lock.newCondition();
    private int chunksUnderWay;
    private long bytesUnderWay;
    private ByteSink sink;
    private int chunkItems;

    /** How many items the chunk that is gathered is to have: found when it begins, for that asks all workers. */
    private int chunkTarget;

    /** What leaves this process with the items of the chunk that is gathered; null if nothing does. */
    private @Nullable Enclosures enclosures;

    private int fed;
    private long shard;

    MapFeeder(PoolEngine engine, PackedFunction function, ItemEncoder encoder, TaskOptions options, MapJob job) {
        this.engine = engine;
        this.function = function;
        this.encoder = encoder;
        terms = TaskTerms.of(options);
        progress = terms.progressRelay(engine.threads());
        this.job = job;
        sizer = new ChunkSizer(options.chunkSize(), engine.processes().get());
        sink = engine.packer().sink();
    }

    /**
     * Feeds all items that the iterator gives. Each gets an outcome sooner or later, or the job is stopped.
     *
     * @param hint how many items there may be; only to choose the size of chunks
     * @throws InterruptedException if interrupted while waiting; the job is stopped
     */
    void feed(Iterable<?> items, int hint) throws InterruptedException {
        try {
            Iterator<?> iterator = items.iterator();
            while (job.isWanted() && iterator.hasNext()) {
                add(iterator.next(), hint);
            }
            submit();
            job.fed();
        } catch (InterruptedException e) {
            job.stop(new FeederInterrupted());
            throw e;
        } catch (Throwable e) {
            job.stop(e); // an Error of the iterator fails its map like any other
        } finally {
            undoEnclosures();
        }
    }

    private void add(@Nullable Object item, int hint) throws InterruptedException {
        try {
            turnTo(terms.shardOf(item));
            encode(item);
            if (chunkItems == 0) {
                chunkTarget = sizer.itemsPerChunk(engine.dispatcher(), left(hint));
            }
            chunkItems++;
        } catch (RuntimeException | Error e) {
            submit();
            fed++;
            fail(e);
        }
        if (sink.size() >= CHUNK_BYTES || chunkItems >= chunkTarget) {
            submit();
        }
    }

    /** Fails an item that cannot be sent. */
    private void fail(Throwable reason) throws InterruptedException {
        MapChunk chunk = open(1, 0);
        engine.tally().submitted(1);
        chunk.failed(0, reason);
    }

    /** A guess: as many as hinted, or once more what there was, if the hint was too low. */
    private int left(int hint) {
        return hint > fed ? hint - fed : fed;
    }

    /** A chunk holds items of one shard only: shards do not always share a worker. */
    private void turnTo(long next) throws InterruptedException {
        if (next != shard) {
            submit();
        }
        shard = next;
    }

    private void encode(@Nullable Object item) throws InterruptedException {
        Departures leaving;
        try {
            leaving = encoder.encode(item, sink);
        } catch (EncodingException e) {
            if (e.code() != ErrorCode.FRAME_TOO_LARGE || chunkItems == 0) {
                throw e;
            }
            submit();
            leaving = encoder.encode(item, sink);
        }
        if (leaving != null) {
            enclose(leaving);
        }
    }

    private void enclose(Departures leaving) {
        Enclosures with = enclosures;
        if (with == null) {
            with = new Enclosures(engine.threads().keepers());
            enclosures = with;
        }
        with.add(chunkItems, leaving);
    }

    /** What was encoded and not submitted is not sent. */
    private void undoEnclosures() {
        Enclosures left = enclosures;
        if (left != null) {
            left.undo();
            enclosures = null;
        }
    }

    /** Submits the chunk that has been gathered. */
    private void submit() throws InterruptedException {
        if (chunkItems > 0) {
            int items = chunkItems;
            chunkItems = 0;
            int bytes = sink.size();
            MapChunk chunk = open(items, bytes);
            ByteBuffer arguments = ByteBuffer.wrap(sink.array(), 0, bytes).slice();
            PendingTask task =
                    new PendingTask(function, encoder.shape(), arguments, items, chunk, 0, terms).ofShard(shard);
            chunk.bind(task);
            chunk.reportTo(progress, fed);
            chunk.encloses(enclosures);
            enclosures = null;
            sink = engine.packer().sink();
            fed += items;
            try {
                engine.dispatcher().submitAccepted(task);
            } catch (RuntimeException | Error e) {
                chunk.undoEnclosures();
                job.stop(e); // here, lest it be taken for the failure of an item
            }
        }
    }

    private MapChunk open(int items, int bytes) throws InterruptedException {
        awaitRoom(bytes);
        MapChunk chunk = new MapChunk(job, this, items, bytes, engine.tally());
        job.opened(chunk);
        return chunk;
    }

    private void awaitRoom(int bytes) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (job.isWanted() && isEnoughUnderWay(bytes)) {
                lessUnderWay.await();
            }
            chunksUnderWay++;
            bytesUnderWay += bytes;
        } finally {
            lock.unlock();
        }
    }

    private boolean isEnoughUnderWay(int bytes) {
        return chunksUnderWay
                        >= Math.max(
                                terms.isSharded() ? SHARDED_CHUNKS_AHEAD : 0,
                                CHUNKS_AHEAD * engine.processes().get())
                || (chunksUnderWay > 0 && bytesUnderWay + bytes > BYTES_AHEAD);
    }

    /** Nobody wants the job any more: there is nothing to wait for. */
    void wake() {
        lock.lock();
        try {
            lessUnderWay.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A chunk has all its outcomes. */
    void settled(int bytes) {
        lock.lock();
        try {
            chunksUnderWay--;
            bytesUnderWay -= bytes;
            lessUnderWay.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The outcome of a map whose feeder was interrupted. */
    private static final class FeederInterrupted extends java.util.concurrent.CancellationException {
        private static final long serialVersionUID = 1L;

        FeederInterrupted() {
            super("the thread that fed this map was interrupted before all items were submitted");
        }
    }
}
