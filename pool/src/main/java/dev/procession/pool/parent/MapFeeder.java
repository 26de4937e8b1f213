package dev.procession.pool.parent;

import dev.procession.core.codec.ByteSink;
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

    /** Encoded arguments under way, at most; a single larger item still goes. */
    private static final long BYTES_AHEAD = 32 << 20;

    /** A chunk is closed when it has grown to this. */
    private static final int CHUNK_BYTES = 64 << 10;

    private final PoolEngine engine;
    private final PackedFunction function;
    private final ItemEncoder encoder;
    private final TaskOptions options;
    private final MapJob job;
    private final ChunkSizer sizer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition lessUnderWay = lock.newCondition();
    private int chunksUnderWay;
    private long bytesUnderWay;
    private ByteSink sink;
    private int chunkStart;
    private int chunkItems;

    MapFeeder(PoolEngine engine, PackedFunction function, ItemEncoder encoder, TaskOptions options, MapJob job) {
        this.engine = engine;
        this.function = function;
        this.encoder = encoder;
        this.options = options;
        this.job = job;
        sizer = new ChunkSizer(options.chunkSize(), engine.processes());
        sink = engine.packer().sink();
    }

    /**
     * Feeds all items. Each gets an outcome sooner or later, whatever happens here.
     *
     * @param total how many the iterator gives
     * @throws InterruptedException if interrupted while waiting; the items not yet submitted have failed
     */
    void feed(Iterator<?> items, int total) throws InterruptedException {
        int index = 0;
        try {
            for (; index < total && job.isWanted(); index++) {
                add(items.next(), index, total);
            }
            submit(index);
        } catch (InterruptedException e) {
            job.failFrom(chunkStart, new PoolInterrupted());
            throw e;
        } catch (Throwable e) {
            job.failFrom(chunkStart, e); // an Error of the iterator fails its map like any other
        }
    }

    private void add(@Nullable Object item, int index, int total) throws InterruptedException {
        try {
            encode(item, index);
            chunkItems++;
        } catch (RuntimeException e) {
            submit(index);
            job.settle(index, new Failed(e));
            chunkStart = index + 1;
        }
        if (sink.size() >= CHUNK_BYTES || chunkItems >= sizer.itemsPerChunk(engine.dispatcher(), total - chunkStart)) {
            submit(index + 1);
        }
    }

    private void encode(@Nullable Object item, int index) throws InterruptedException {
        try {
            encoder.encode(item, sink);
        } catch (EncodingException e) {
            if (e.code() != ErrorCode.FRAME_TOO_LARGE || chunkItems == 0) {
                throw e;
            }
            submit(index);
            encoder.encode(item, sink);
        }
    }

    /** Submits the chunk that has been gathered; the next one starts at this index. */
    private void submit(int nextStart) throws InterruptedException {
        if (chunkItems > 0) {
            int bytes = sink.size();
            awaitRoom(bytes);
            MapChunk chunk = new MapChunk(job, this, chunkItems, bytes);
            ByteBuffer arguments = ByteBuffer.wrap(sink.array(), 0, bytes).slice();
            PendingTask task = new PendingTask(
                    function, encoder.shape(), arguments, chunkItems, chunk, chunkStart, options.attempts());
            chunk.bind(task);
            job.opened(chunk);
            engine.dispatcher().submitAccepted(task);
            sink = engine.packer().sink();
            chunkItems = 0;
        }
        chunkStart = nextStart;
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
        return chunksUnderWay >= CHUNKS_AHEAD * engine.processes()
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

    /** The outcome of items that were not submitted because their feeder was interrupted. */
    private static final class PoolInterrupted extends java.util.concurrent.CancellationException {
        private static final long serialVersionUID = 1L;

        PoolInterrupted() {
            super("the thread that fed this map was interrupted before the item was submitted");
        }
    }
}
