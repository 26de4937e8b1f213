package dev.procession.testkit.mutant;

import dev.procession.testkit.Await;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** What a channel can do wrong with room, demand and calls. */
final class FlowDefects {
    private static final int MUCH = 1 << 20;

    private FlowDefects() {}

    static final class BlocksWhenFull extends MutantEnd {
        @Override
        public boolean offer(List<ByteBuffer> frame) {
            while (!super.offer(frame)) {
                Thread.yield();
            }
            return true;
        }
    }

    static final class TakesWithoutBound extends MutantEnd {
        @Override
        public boolean offer(List<ByteBuffer> frame) {
            super.offer(frame);
            return true;
        }
    }

    static final class RefusesLargeForEver extends MutantEnd {
        @Override
        public boolean offer(List<ByteBuffer> frame) {
            return frame.stream().mapToInt(ByteBuffer::remaining).sum() < MUCH && super.offer(frame);
        }
    }

    static final class NeverWritable extends MutantEnd {
        @Override
        public void writable() {}
    }

    static final class WritableTwice extends MutantEnd {
        @Override
        public void writable() {
            super.writable();
            super.writable();
        }
    }

    static final class WritableUnasked extends MutantEnd {
        @Override
        void opened() {
            writable();
        }
    }

    static final class AsksForOneMore extends MutantEnd {
        @Override
        public void request(int frames) {
            super.request(frames);
            super.request(1);
        }
    }

    static final class AsksByItself extends MutantEnd {
        @Override
        void opened() {
            request(1);
        }
    }

    static final class TakesARequestOfNothing extends MutantEnd {
        @Override
        public void request(int frames) {
            if (frames > 0) {
                super.request(frames);
            }
        }
    }

    /** Reads ahead, and delivers from inside the request that allows it. */
    static final class DeliversInsideARequest extends MutantEnd {
        private final Deque<ByteBuffer> ahead = new ConcurrentLinkedDeque<>();
        private final AtomicLong demand = new AtomicLong();

        @Override
        void opened() {
            super.request(Integer.MAX_VALUE);
        }

        @Override
        public void request(int frames) {
            if (frames < 1) {
                throw new IllegalArgumentException("request(" + frames + ")");
            }
            boolean first = demand.getAndAdd(frames) == 0;
            if (first) {
                Await.holds(() -> ahead.size() > 100, Duration.ofMillis(50));
            }
            drain();
        }

        @Override
        public void frame(ByteBuffer frame) {
            ahead.add(frame);
        }

        private void drain() {
            while (demand.get() > 0 && !ahead.isEmpty()) {
                demand.decrementAndGet();
                super.frame(ahead.remove());
            }
        }
    }

    static final class CallsFromTwoThreads extends MutantEnd {
        private final ExecutorService threads = Executors.newFixedThreadPool(2, body -> {
            Thread thread = new Thread(body, "mutant");
            thread.setDaemon(true);
            return thread;
        });

        @Override
        public void frame(ByteBuffer frame) {
            threads.execute(() -> super.frame(frame));
        }

        @Override
        public void close() {
            super.close();
            threads.shutdown();
        }
    }
}
