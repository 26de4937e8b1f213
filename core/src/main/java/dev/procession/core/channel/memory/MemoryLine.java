package dev.procession.core.channel.memory;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What the two ends share: a wire for each direction, and the one lock that guards all of it. */
final class MemoryLine {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Wire down = new Wire();
    private final Wire up = new Wire();

    ReentrantLock lock() {
        return lock;
    }

    /** Signalled whenever anything guarded by the lock has changed. */
    Condition changed() {
        return changed;
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
