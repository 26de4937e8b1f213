package dev.procession.core.channel.memory;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What the two ends share: a wire for each direction, and the one lock that guards all of it. */
final class MemoryLine {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Waiter> waiters = new CopyOnWriteArrayList<>();
    private final Wire down = new Wire();
    private final Wire up = new Wire();

    ReentrantLock lock() {
        return lock;
    }

    /** Signalled by {@link #tell}. */
    Condition changed() {
        return changed;
    }

    /** To be called, under the lock, whenever anything that it guards has changed. */
    void tell() {
        changed.signalAll();
        waiters.forEach(Waiter::tell);
    }

    /** Has a thread told by each {@link #tell}, until {@link #leave}. */
    Waiter enter() {
        Waiter waiter = new Waiter();
        waiters.add(waiter);
        return waiter;
    }

    void leave(Waiter waiter) {
        waiters.remove(waiter);
    }

    /** A thread that waits in its own way. That it was told is kept apart from its permit, which locks on the way may use up. */
    static final class Waiter {
        private final Thread thread = Thread.currentThread();
        private volatile boolean told;

        private void tell() {
            told = true;
            LockSupport.unpark(thread);
        }

        /** To be called before the look at whatever is waited for. */
        void looks() {
            told = false;
        }

        /** Waits until it is told, or unparked by anybody. */
        void await(long nanos) {
            if (!told) {
                LockSupport.parkNanos(this, nanos);
            }
        }
    }

    /** From parent to child. */
    Wire down() {
        return down;
    }

    /** From child to parent. */
    Wire up() {
        return up;
    }

    /** Bytes on their way in one direction. Guarded by the line's lock. */
    static final class Wire {
        private final Deque<ByteBuffer> packets = new ArrayDeque<>();
        private long waitingBytes;
        private long refusedBytes;
        private boolean ended;
        private boolean abandoned;

        /** Whether so many bytes may be put; remembers that it refused. */
        boolean hasRoom(long bytes, int maxQueuedBytes) {
            boolean room = waitingBytes == 0 || waitingBytes + bytes <= maxQueuedBytes;
            if (!room) {
                refusedBytes = Math.max(refusedBytes, bytes);
            }
            return room;
        }

        void put(ByteBuffer packet) {
            packets.add(packet);
            waitingBytes += packet.remaining();
        }

        /** True once after a refusal, when what was refused would fit. */
        boolean takeRoomAgain(int maxQueuedBytes) {
            if (refusedBytes == 0 || (waitingBytes > 0 && waitingBytes + refusedBytes > maxQueuedBytes)) {
                return false;
            }
            refusedBytes = 0;
            return true;
        }

        /** The next bytes; null if there are none now. */
        @Nullable
        ByteBuffer take() {
            ByteBuffer packet = packets.poll();
            if (packet != null) {
                waitingBytes -= packet.remaining();
            }
            return packet;
        }

        /** Nothing more will be put. */
        void end() {
            ended = true;
        }

        boolean isEnded() {
            return ended;
        }

        /** Nothing more will be taken. */
        void abandon() {
            abandoned = true;
            packets.clear();
            waitingBytes = 0;
        }

        boolean isAbandoned() {
            return abandoned;
        }
    }
}
