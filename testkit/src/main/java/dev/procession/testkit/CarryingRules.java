package dev.procession.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** What becomes of the bytes: CH-01, CH-02, CH-05, CH-08 and CH-18. */
abstract class CarryingRules extends ContractSubject {
    /** Around every boundary that a header, a page, a pipe or a chunk makes. */
    private static final List<Integer> SIZES = List.of(
            0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 4_087, 4_088, 4_095, 4_096, 4_097, 32_767, 32_768, 32_769, 65_527,
            65_528, 65_535, 65_536, 65_537, 131_073, 1 << 20, 0, 1);

    @Test
    void ch01_framesOfAllSizesArriveWholeAndInOrder() throws Exception {
        bothWays((from, to) -> {
            to.channel().request(Integer.MAX_VALUE);
            for (int i = 0; i < SIZES.size(); i++) {
                from.send(TestFrames.numbered(i, SIZES.get(i)));
            }
            List<ByteBuffer> frames = to.listener().awaitFrames(SIZES.size());
            for (int i = 0; i < SIZES.size(); i++) {
                TestFrames.check(frames.get(i), i, SIZES.get(i));
            }
        });
    }

    @Test
    void ch01_manySmallFramesArriveOnceAndInOrder() throws Exception {
        int count = 100_000;
        bothWays((from, to) -> {
            to.channel().request(Integer.MAX_VALUE);
            for (int i = 0; i < count; i++) {
                from.send(ByteBuffer.allocate(8 + i % 13).putInt(0, i));
            }
            List<ByteBuffer> frames = to.listener().awaitFrames(count);
            assertEquals(count, frames.size());
            for (int i = 0; i < count; i++) {
                assertEquals(8 + i % 13, frames.get(i).remaining());
                assertEquals(i, frames.get(i).getInt(0));
            }
        });
    }

    @Test
    void ch01_bothDirectionsCarryAtOnce() throws Exception {
        int count = 2_000;
        try (ChannelPair pair = open()) {
            pair.parent().channel().request(Integer.MAX_VALUE);
            pair.child().channel().request(Integer.MAX_VALUE);
            FutureTask<Integer> up = ChannelPair.inBackground(() -> sendNumbered(pair.child(), count));
            sendNumbered(pair.parent(), count);
            ChannelPair.join(up, patience());
            for (ChannelEnd end : List.of(pair.parent(), pair.child())) {
                List<ByteBuffer> frames = end.listener().awaitFrames(count);
                for (int i = 0; i < count; i++) {
                    TestFrames.check(frames.get(i), i, i);
                }
            }
            pair.assertNoViolations();
        }
    }

    @Test
    void ch01_piecesOfEveryKindArriveAsOneFrame() throws Exception {
        bothWays((from, to) -> {
            to.channel().request(Integer.MAX_VALUE);
            for (int size : List.of(10, 5_000, 70_000)) {
                ByteBuffer whole = TestFrames.numbered(size, 6 * size);
                ByteBuffer[] pieces = new ByteBuffer[6];
                for (int i = 0; i < pieces.length; i++) {
                    pieces[i] = ofKind(i, whole.slice(i * size, size));
                }
                from.send(pieces);
            }
            List<ByteBuffer> frames = to.listener().awaitFrames(3);
            TestFrames.check(frames.get(0), 10, 60);
            TestFrames.check(frames.get(1), 5_000, 30_000);
            TestFrames.check(frames.get(2), 70_000, 420_000);
        });
    }

    @Test
    void ch01_aFrameOfManyPiecesArrives() throws Exception {
        bothWays((from, to) -> {
            to.channel().request(1);
            ByteBuffer whole = TestFrames.numbered(1, 5_000);
            ByteBuffer[] pieces = new ByteBuffer[5_000];
            for (int i = 0; i < pieces.length; i++) {
                pieces[i] = whole.slice(i, 1);
            }
            from.send(pieces);
            TestFrames.check(to.listener().awaitFrames(1).get(0), 1, 5_000);
        });
    }

    @Test
    void ch02_aFrameOfTheLimitIsCarried() throws Exception {
        bothWays((from, to) -> {
            to.channel().request(2);
            from.send(TestFrames.numbered(1, MAX_FRAME_BYTES));
            from.send(TestFrames.numbered(2, MAX_FRAME_BYTES - 1));
            List<ByteBuffer> frames = to.listener().awaitFrames(2);
            TestFrames.check(frames.get(0), 1, MAX_FRAME_BYTES);
            TestFrames.check(frames.get(1), 2, MAX_FRAME_BYTES - 1);
        });
    }

    @Test
    void ch02_aFrameAboveTheLimitIsRefusedAndTheChannelStaysUsable() throws Exception {
        bothWays((from, to) -> {
            to.channel().request(1);
            ByteBuffer half = ByteBuffer.allocate(MAX_FRAME_BYTES / 2 + 1);
            ChannelException refusal =
                    assertThrows(ChannelException.class, () -> from.channel().offer(List.of(half, half.duplicate())));
            assertEquals(ErrorCode.FRAME_TOO_LARGE, refusal.code());
            assertEquals(MAX_FRAME_BYTES / 2 + 1, half.remaining(), "CH-05: a refused buffer was consumed");
            from.send(TestFrames.numbered(1, 100));
            TestFrames.check(to.listener().awaitFrames(1).get(0), 1, 100);
        });
    }

    @Test
    void ch02_aFrameAboveTheReceiversLimitFailsItsChannel() throws Exception {
        ChannelOptions generous = options().withMaxFrameBytes(2 * MAX_FRAME_BYTES);
        try (ChannelPair pair = ChannelPair.open(this::provider, options(), generous, patience())) {
            pair.parent().channel().request(1);
            pair.child().send(ByteBuffer.allocate(MAX_FRAME_BYTES + 1));
            Throwable failure = pair.parent().listener().awaitFailure();
            assertEquals(
                    ErrorCode.FRAME_TOO_LARGE,
                    assertInstanceOf(ChannelException.class, failure).code());
        }
    }

    @Test
    void ch05_refusedBuffersAreAsTheyWere() throws Exception {
        bothWays((from, to) -> {
            from.fillUp(10_000);
            ByteBuffer first = TestFrames.numbered(1, 10_003).position(3);
            ByteBuffer second = ByteBuffer.allocateDirect(10).limit(7).position(2);
            assertFalse(from.channel().offer(List.of(first, second)), "a full channel took a frame");
            assertEquals(3, first.position());
            assertEquals(10_003, first.limit());
            assertEquals(2, second.position());
            assertEquals(7, second.limit());
            TestFrames.check(first.position(0), 1, 10_003);
        });
    }

    @Test
    void ch05_aBufferThatStandsInAFrameTwiceIsSentTwice() throws Exception {
        bothWays((from, to) -> {
            to.channel().request(Integer.MAX_VALUE);
            for (int size : List.of(10, 100_000)) {
                ByteBuffer piece = ByteBuffer.allocate(size);
                from.send(piece, piece);
            }
            List<ByteBuffer> frames = to.listener().awaitFrames(2);
            assertEquals(20, frames.get(0).remaining());
            assertEquals(200_000, frames.get(1).remaining());
        });
    }

    @Test
    void ch08_deliveredBytesNeverChangeAndBeginAtPositionZero() throws Exception {
        int count = 3_000;
        bothWays((from, to) -> {
            to.channel().request(Integer.MAX_VALUE);
            for (int i = 0; i < count; i++) {
                from.send(TestFrames.numbered(i, i % 700));
            }
            List<ByteBuffer> frames = to.listener().awaitFrames(count);
            for (int i = 0; i < count; i++) {
                TestFrames.check(frames.get(i), i, i % 700);
            }
        });
    }

    @Test
    void ch18_framesOfManyThreadsAreNotMixed() throws Exception {
        int threads = 4;
        int each = 3_000;
        bothWays((from, to) -> {
            to.channel().request(Integer.MAX_VALUE);
            List<FutureTask<Integer>> senders = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                senders.add(ChannelPair.inBackground(() -> {
                    for (int i = 0; i < each; i++) {
                        from.send(threadFrame(thread, i));
                    }
                    return each;
                }));
            }
            for (FutureTask<Integer> sender : senders) {
                ChannelPair.join(sender, patience());
            }
            checkThreadFrames(to.listener().awaitFrames(threads * each), new int[threads]);
        });
    }

    @Test
    void ch18_everyMethodMayBeCalledAtTheSameTime() throws Exception {
        for (int round = 0; round < 5; round++) {
            bothWays((from, to) -> {
                FutureTask<Integer> offers = ChannelPair.inBackground(() -> offerUntilClosed(from));
                FutureTask<Integer> requests = ChannelPair.inBackground(() -> {
                    for (int i = 0; i < 500; i++) {
                        to.channel().request(1);
                    }
                    return 0;
                });
                to.listener().awaitFrames(50);
                FutureTask<Integer> halfClose = ChannelPair.inBackground(() -> {
                    to.channel().closeOutput();
                    return 0;
                });
                from.channel().close();
                to.channel().close();
                for (FutureTask<Integer> task : List.of(offers, requests, halfClose)) {
                    ChannelPair.join(task, patience());
                }
            });
        }
    }

    private static int offerUntilClosed(ChannelEnd from) {
        try {
            while (true) {
                if (!from.channel().offer(List.of(ByteBuffer.allocate(100)))) {
                    Thread.onSpinWait();
                }
            }
        } catch (ChannelException closed) {
            assertEquals(ErrorCode.CHANNEL_CLOSED, closed.code());
            return 0;
        }
    }

    private static int sendNumbered(ChannelEnd end, int count) {
        for (int i = 0; i < count; i++) {
            end.send(TestFrames.numbered(i, i));
        }
        return count;
    }

    private static ByteBuffer ofKind(int kind, ByteBuffer bytes) {
        int size = bytes.remaining();
        return switch (kind) {
            case 0 -> bytes;
            case 1 -> bytes.asReadOnlyBuffer();
            case 2 -> ByteBuffer.allocateDirect(size).put(bytes).flip();
            case 3 ->
                ByteBuffer.allocate(size)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(bytes)
                        .flip();
            case 4 ->
                ByteBuffer.allocate(size + 9)
                        .put(5, bytes, 0, size)
                        .limit(5 + size)
                        .position(5);
            default ->
                ByteBuffer.allocateDirect(size + 9)
                        .put(5, bytes, 0, size)
                        .limit(5 + size)
                        .position(5);
        };
    }

    private static ByteBuffer[] threadFrame(int thread, int number) {
        ByteBuffer head = ByteBuffer.allocate(8).putInt(thread).putInt(number).flip();
        byte[] body = new byte[number % 200];
        Arrays.fill(body, (byte) thread);
        return new ByteBuffer[] {head, ByteBuffer.wrap(body)};
    }

    private static void checkThreadFrames(List<ByteBuffer> frames, int[] next) {
        for (ByteBuffer frame : frames) {
            int thread = frame.getInt(0);
            assertEquals(next[thread]++, frame.getInt(4), "a frame of thread " + thread + " is out of order");
            assertEquals(8 + frame.getInt(4) % 200, frame.remaining());
            for (int i = 8; i < frame.remaining(); i++) {
                assertTrue(frame.get(i) == thread, "bytes of two threads are mixed");
            }
        }
    }
}
