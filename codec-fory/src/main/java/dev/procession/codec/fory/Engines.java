package dev.procession.codec.fory;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.DecodeContext;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.fory.memory.MemoryBuffer;
import org.apache.fory.memory.MemoryUtils;
import org.jspecify.annotations.Nullable;

/** The instances of Fory for one list: as many as work at the same time, of which some are kept. Thread-safe. */
final class Engines {
    private static final int MOST_KEPT = 2 * Runtime.getRuntime().availableProcessors();

    private final EngineMaker maker;
    private final Failures failures;

    /** The one that was used last: where a single thread works, the only one. */
    private final AtomicReference<@Nullable Engine> latest = new AtomicReference<>();

    private final ConcurrentLinkedDeque<Engine> others = new ConcurrentLinkedDeque<>();
    private final AtomicInteger kept = new AtomicInteger();

    Engines(AllowList list) {
        maker = new EngineMaker(list);
        failures = new Failures(list);
    }

    void encode(Object value, ByteSink sink) {
        int mark = sink.size();
        try {
            Engine engine = take();
            engine.encode(value, sink);
            giveBack(engine);
        } catch (Throwable e) {
            sink.truncate(mark);
            throw failures.onEncoding(value, e);
        }
    }

    @Nullable
    Object decode(ByteSource source, DecodeContext context) {
        MemoryBuffer bytes = bytesOf(source);
        try {
            Engine engine = take();
            Object value = engine.decode(bytes, context.filter());
            giveBack(engine);
            return value;
        } catch (Throwable e) {
            throw failures.onDecoding(bytes.readerIndex(), context, e);
        }
    }

    /** An array, since Fory reads memory outside of the heap without a check of its bounds. */
    private static MemoryBuffer bytesOf(ByteSource source) {
        int length = source.remaining();
        ByteBuffer view = source.slice(length);
        if (view.hasArray()) {
            return MemoryUtils.wrap(view.array(), view.arrayOffset() + view.position(), length);
        }
        byte[] copy = new byte[length];
        view.get(copy);
        return MemoryUtils.wrap(copy);
    }

    private Engine take() {
        Engine engine = latest.getAndSet(null);
        if (engine == null) {
            engine = others.pollFirst();
            if (engine == null) {
                return maker.make();
            }
            kept.decrementAndGet();
        }
        return engine;
    }

    private void giveBack(Engine engine) {
        Engine before = latest.getAndSet(engine);
        if (before != null && kept.incrementAndGet() <= MOST_KEPT) {
            others.addFirst(before);
        } else if (before != null) {
            kept.decrementAndGet();
        }
    }
}
