package dev.procession.testkit.mutant;

import dev.procession.core.error.ChannelException;
import dev.procession.testkit.Await;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** What a channel can do wrong while it lives and when it is closed. */
final class LifeDefects {
    /** Holds the threads that a defect leaves behind. */
    private static volatile CountDownLatch release = new CountDownLatch(1);

    private LifeDefects() {}

    /** Lets the threads go that defects have left behind up to now. */
    static void release() {
        release.countDown();
        release = new CountDownLatch(1);
    }

    static final class SecondCloseThrows extends MutantEnd {
        private final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public void close() {
            super.close();
            if (!closed.compareAndSet(false, true)) {
                throw new ChannelException("closed twice");
            }
        }
    }

    /** Tries in vain to write first what the peer does not read. */
    static final class CloseTakesLong extends MutantEnd {
        private volatile boolean full;

        @Override
        public boolean offer(List<ByteBuffer> frame) {
            boolean taken = super.offer(frame);
            full = !taken;
            return taken;
        }

        @Override
        public void close() {
            super.close();
            Await.holds(() -> !full, Duration.ofMillis(1_100));
        }
    }

    static final class CallsAfterClose extends MutantEnd {
        @Override
        public void close() {
            super.close();
            daemon("mutant", () -> frame(ByteBuffer.allocate(0)));
        }
    }

    static final class CloseIsNotTold extends MutantEnd {
        @Override
        public void close() {}
    }

    static final class WaitsForItsListener extends MutantEnd {
        private final ReentrantLock inside = new ReentrantLock();

        @Override
        public void frame(ByteBuffer frame) {
            inside.lock();
            try {
                super.frame(frame);
            } finally {
                inside.unlock();
            }
        }

        @Override
        public void close() {
            inside.lock();
            try {
                super.close();
            } finally {
                inside.unlock();
            }
        }
    }

    static final class LeavesAThread extends MutantEnd {
        @Override
        void opened() {
            daemon("procession-mutant", LifeDefects::untilReleased);
        }
    }

    static final class WaiterOnlyWaits extends MutantEnd {
        @Override
        public boolean readUntil(BooleanSupplier done, Duration limit) {
            return Await.holds(done, limit);
        }
    }

    static final class WaiterForgetsTheLimit extends MutantEnd {
        @Override
        public boolean readUntil(BooleanSupplier done, Duration limit) throws InterruptedException {
            return super.readUntil(done, Duration.ofSeconds(3)) || true;
        }
    }

    static final class Spins extends MutantEnd {
        private volatile boolean closed;

        @Override
        void opened() {
            daemon("procession-mutant", () -> {
                while (!closed) {
                    Thread.onSpinWait();
                }
            });
        }

        @Override
        public void close() {
            closed = true;
            super.close();
        }
    }

    static final class ClearsTheFlag extends MutantEnd {
        @Override
        public boolean offer(List<ByteBuffer> frame) {
            Thread.interrupted();
            return super.offer(frame);
        }
    }

    static final class FailsWhenInterrupted extends MutantEnd {
        @Override
        public boolean offer(List<ByteBuffer> frame) {
            if (Thread.currentThread().isInterrupted()) {
                close();
            }
            return super.offer(frame);
        }
    }

    static final class FailsWhenItsListenerInterrupts extends MutantEnd {
        @Override
        public void frame(ByteBuffer frame) {
            super.frame(frame);
            if (Thread.currentThread().isInterrupted()) {
                channel().close();
            }
        }
    }

    private static void untilReleased() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }
}
