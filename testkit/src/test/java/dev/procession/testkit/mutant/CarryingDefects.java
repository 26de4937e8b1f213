package dev.procession.testkit.mutant;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What a channel can do wrong to the bytes. */
final class CarryingDefects {
    private static final int THE_ONE = 7;

    private CarryingDefects() {}

    static final class DropsAFrame extends MutantEnd {
        private final AtomicInteger offers = new AtomicInteger();

        @Override
        public boolean offer(List<ByteBuffer> frame) {
            return offers.incrementAndGet() == THE_ONE || super.offer(frame);
        }
    }

    static final class DeliversAFrameTwice extends MutantEnd {
        private int frames;

        @Override
        public void frame(ByteBuffer frame) {
            super.frame(frame);
            if (++frames == THE_ONE) {
                super.frame(frame.duplicate());
            }
        }
    }

    static final class SwapsTwoFrames extends MutantEnd {
        private int frames;
        private @Nullable ByteBuffer held;

        @Override
        public void frame(ByteBuffer frame) {
            ByteBuffer before = held;
            held = null;
            if (++frames == THE_ONE) {
                held = frame;
            } else {
                super.frame(frame);
                if (before != null) {
                    super.frame(before);
                }
            }
        }
    }

    static final class ChangesAByte extends MutantEnd {
        private int frames;

        @Override
        public void frame(ByteBuffer frame) {
            if (++frames >= THE_ONE && frame.hasRemaining()) {
                frame.put(frame.limit() - 1, (byte) (frame.get(frame.limit() - 1) ^ 1));
            }
            super.frame(frame);
        }
    }

    static final class SendsARepeatedBufferOnce extends MutantEnd {
        @Override
        public boolean offer(List<ByteBuffer> frame) {
            return super.offer(
                    frame.stream().map(Once::new).distinct().map(Once::buffer).toList());
        }

        /** A buffer that equals only itself, whatever is in it. */
        private record Once(ByteBuffer buffer) {
            @Override
            public boolean equals(@Nullable Object other) {
                return other instanceof Once once && once.buffer == buffer;
            }

            @Override
            public int hashCode() {
                return System.identityHashCode(buffer);
            }
        }
    }

    static final class RefusesTheLargestFrame extends MutantEnd {
        @Override
        public boolean offer(List<ByteBuffer> frame) {
            if (frame.stream().mapToInt(ByteBuffer::remaining).sum() > 4 << 20) {
                throw new ChannelException(ErrorCode.FRAME_TOO_LARGE, "too large by a defect", null);
            }
            return super.offer(frame);
        }
    }

    static final class SwallowsTooLarge extends MutantEnd {
        @Override
        public boolean offer(List<ByteBuffer> frame) {
            try {
                return super.offer(frame);
            } catch (ChannelException e) {
                return e.code() == ErrorCode.FRAME_TOO_LARGE;
            }
        }
    }

    static final class NeverFails extends MutantEnd {
        @Override
        public void failed(Throwable cause) {}
    }

    static final class ConsumesWhatItRefuses extends MutantEnd {
        @Override
        public boolean offer(List<ByteBuffer> frame) {
            boolean taken = super.offer(frame);
            if (!taken) {
                frame.forEach(piece -> piece.position(piece.limit()));
            }
            return taken;
        }
    }

    static final class UsesABufferAgain extends MutantEnd {
        private final ByteBuffer buffer = ByteBuffer.allocate(8 << 20);

        @Override
        public void frame(ByteBuffer frame) {
            int length = frame.remaining();
            buffer.clear().put(frame);
            super.frame(buffer.slice(0, length));
        }
    }

    static final class BeginsBehindZero extends MutantEnd {
        @Override
        public void frame(ByteBuffer frame) {
            super.frame(ByteBuffer.allocate(frame.remaining() + 1)
                    .position(1)
                    .put(frame)
                    .position(1));
        }
    }

    static final class MixesOffers extends MutantEnd {
        private final byte[] shared = new byte[8 << 20];

        @Override
        public boolean offer(List<ByteBuffer> frame) {
            int length = 0;
            for (ByteBuffer piece : frame) {
                int size = piece.remaining();
                piece.duplicate().get(shared, length, size);
                length += size;
                Thread.yield();
            }
            return super.offer(List.of(ByteBuffer.wrap(Arrays.copyOf(shared, length))));
        }
    }
}
