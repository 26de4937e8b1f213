package dev.procession.transport.socket;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads that all channels of this JVM share: those to its children some, the one to its parent another, so that what
 * holds up the former does not cut off the latter. They come with the first user and go with the last; few are enough, as
 * nobody blocks on them.
 */
final class EventLoops {
    private static final int MOST_THREADS = 4;

    /** How long the threads have to end by themselves, which they do at once. */
    private static final long END_MILLIS = 500;

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Map<Kind, EventLoops> SHARED = new HashMap<>();

    private final EventLoopGroup group;

    /** Whose threads they are. */
    private record Kind(Medium medium, Cover.Side side) {}

    /** How many use it; guarded by {@link #SHARED}. */
    private int users;

    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    private EventLoops(Kind kind) {
        int count = Math.max(1, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors() / 2));
        group = new Group(count, this::thread, kind.medium().handlers());
    }

    /** Takes part in the threads of a medium on one side, which start if nobody has had them until now. */
    static Lease lease(Medium medium, Cover.Side side) {
        Kind kind = new Kind(medium, side);
        synchronized (SHARED) {
            EventLoops loops = SHARED.get(kind);
            if (loops == null || loops.isAnyDead()) {
                loops = new EventLoops(kind);
                SHARED.put(kind, loops);
            }
            loops.users++;
            return new Lease(kind, loops);
        }
    }

    /** Whether a thread has ended, which had no memory to begin or to go on: Netty makes no other in its place. */
    private boolean isAnyDead() {
        return threads.stream().anyMatch(thread -> thread.getState() == Thread.State.TERMINATED);
    }

    /** Threads that sleep as long as nothing happens. */
    private static final class Group extends MultiThreadIoEventLoopGroup {
        Group(int threads, ThreadFactory maker, IoHandlerFactory handlers) {
            super(threads, maker, handlers);
        }

        @Override
        protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... none) {
            return new Sleeper(this, executor, handlers);
        }
    }

    /** Netty's own loop comes up once a second, also if it has nothing to do then. */
    private static final class Sleeper extends SingleThreadIoEventLoop {
        private static final long NOTHING_IS_SCHEDULED = -1;
        private static final long LONG_NANOS = TimeUnit.HOURS.toNanos(1);
        private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

        Sleeper(Group group, Executor executor, IoHandlerFactory handlers) {
            super(group, executor, handlers);
        }

        /** Goes on after an error, as where this process has had no memory for a moment: nobody else serves its channels. */
        @Override
        protected void run() {
            boolean over = false;
            while (!over) {
                try {
                    super.run();
                    over = true;
                } catch (Error e) {
                    LockSupport.parkNanos(this, PAUSE_NANOS);
                }
            }
        }

        @Override
        protected long delayNanos(long now) {
            return nextScheduledTaskNano() == NOTHING_IS_SCHEDULED ? LONG_NANOS : super.delayNanos(now);
        }
    }

    private Thread thread(Runnable body) {
        Thread thread = new Thread(null, body, "procession-socket-" + NUMBERS.incrementAndGet(), 0, false);
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    }

    private static void release(Kind kind, EventLoops loops) {
        synchronized (SHARED) {
            if (--loops.users == 0) {
                SHARED.remove(kind, loops);
                loops.group.shutdownGracefully(0, END_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** A share in the threads; given back once. */
    static final class Lease {
        private final Kind kind;
        private final EventLoops loops;
        private final AtomicBoolean held = new AtomicBoolean(true);

        private Lease(Kind kind, EventLoops loops) {
            this.kind = kind;
            this.loops = loops;
        }

        Medium medium() {
            return kind.medium();
        }

        EventLoopGroup group() {
            return loops.group;
        }

        /** Gives the share back. Idempotent. */
        void release() {
            if (held.compareAndSet(true, false)) {
                EventLoops.release(kind, loops);
            }
        }
    }
}
