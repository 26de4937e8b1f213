package dev.procession.core.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameBacklogTest {
    private static final int LIMIT = 10_000;
    private static final int COPIED = 64;
    private static final int BATCH = 256;

    private int batches;
    private final FrameBacklog backlog = backlog(4_000);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatIsTakenOutIsWhatWasOfferedInOrder(long seed) {
        Random random = new Random(seed);
        FrameDecoder decoder = new FrameDecoder(LIMIT);
        List<ByteBuffer> offered = new ArrayList<>();
        List<ByteBuffer> arrived = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            List<ByteBuffer> frame = frame(random);
            if (backlog.offer(frame)) {
                offered.add(whole(frame));
            }
            while (random.nextInt(3) == 0 && !backlog.isEmpty()) {
                arrived.addAll(write(decoder));
            }
        }
        while (!backlog.isEmpty()) {
            arrived.addAll(write(decoder));
        }
        assertEquals(offered, arrived);
        assertEquals(0, backlog.unwrittenBytes());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void onlyWholeFramesLeaveWhenTheRestIsDropped(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            FrameBacklog dropped = backlog(1 << 20);
            FrameDecoder decoder = new FrameDecoder(LIMIT, FrameMark.values());
            for (int i = random.nextInt(12); i >= 0; i--) {
                dropped.offer(frame(random));
            }
            for (int i = random.nextInt(6); i > 0 && !dropped.isEmpty(); i--) {
                write(dropped, decoder);
            }
            dropped.dropUnbegun();
            while (decoder.insideFrame()) {
                assertFalse(dropped.isEmpty(), "the rest of a frame that was begun is gone");
                write(dropped, decoder);
            }
            dropped.mark(FrameMark.CLOSED);
            while (!dropped.isEmpty()) {
                write(dropped, decoder);
            }
            assertEquals(FrameMark.CLOSED, decoder.takeMark());
            assertEquals(0, dropped.unwrittenBytes());
        }
    }

    @Test
    void manySmallFramesLeaveInOneRun() {
        for (int i = 0; i < 8; i++) {
            assertTrue(backlog.offer(List.of(ByteBuffer.allocate(10))));
        }
        FrameBacklog.Run run = taken(backlog);
        assertEquals(8 * (10 + FrameEncoder.HEADER_BYTES), run.bytes().remaining());
        assertNull(backlog.take());
    }

    @Test
    void aLargePieceIsNotCopied() {
        ByteBuffer large = ByteBuffer.allocate(COPIED + 1);
        backlog.offer(List.of(large));
        taken(backlog);
        assertSame(large.array(), taken(backlog).bytes().array());
    }

    @Test
    void aBufferMayStandInAFrameTwice() {
        FrameDecoder decoder = new FrameDecoder(LIMIT);
        ByteBuffer small = ByteBuffer.wrap(new byte[] {1, 2});
        ByteBuffer large = ByteBuffer.wrap(new byte[COPIED + 1]);
        List<ByteBuffer> frame = List.of(small, large, small, large);
        backlog.offer(frame);
        List<ByteBuffer> arrived = new ArrayList<>();
        while (!backlog.isEmpty()) {
            arrived.addAll(write(decoder));
        }
        assertEquals(List.of(whole(frame)), arrived);
    }

    @Test
    void whatWasReadIsSaidBeforeTheFrameThatItIsOfferedWithAndCountsAsWaiting() {
        FrameDecoder decoder = new FrameDecoder(LIMIT, FrameMark.READ);
        assertTrue(backlog.offer(List.of(ByteBuffer.allocate(10)), 77));
        assertEquals(FrameEncoder.READ_BYTES + FrameEncoder.HEADER_BYTES + 10, backlog.unwrittenBytes());
        assertEquals(List.of(), write(decoder));
        assertEquals(FrameMark.READ, decoder.takeMark());
        assertEquals(77, decoder.readByPeer());
        assertEquals(ByteBuffer.allocate(10), decoder.next());
        assertEquals(0, backlog.unwrittenBytes());
    }

    @Test
    void aFrameAboveTheBoundIsTakenWhenNothingWaits() {
        assertTrue(backlog.offer(List.of(ByteBuffer.allocate(9_000))));
        assertFalse(backlog.offer(List.of(ByteBuffer.allocate(1))));
    }

    @Test
    void roomIsToldOnceAndOnlyToThoseWhoWereRefused() {
        backlog.offer(List.of(ByteBuffer.allocate(3_000)));
        assertFalse(backlog.written(0), "nobody was refused");
        assertFalse(backlog.offer(List.of(ByteBuffer.allocate(3_000))));
        assertFalse(backlog.written(500), "there is no room for the refused frame yet");
        assertTrue(backlog.written(2_500));
        assertFalse(backlog.written(FrameEncoder.HEADER_BYTES), "it was told already");
    }

    @Test
    void nothingIsTakenAfterTheEndButWhatWaitsIs() {
        backlog.offer(List.of(ByteBuffer.allocate(10)));
        backlog.end();
        ChannelException refused =
                assertThrows(ChannelException.class, () -> backlog.offer(List.of(ByteBuffer.allocate(1))));
        assertEquals(ErrorCode.CHANNEL_CLOSED, refused.code());
        assertEquals(10 + FrameEncoder.HEADER_BYTES, taken(backlog).bytes().remaining());
    }

    @Test
    void memoryOfBatchesIsUsedAgain() {
        FrameDecoder decoder = new FrameDecoder(LIMIT);
        for (int i = 0; i < 1_000; i++) {
            backlog.offer(List.of(ByteBuffer.allocate(10)));
            write(decoder);
        }
        assertEquals(1, batches);
    }

    private FrameBacklog backlog(int maxQueuedBytes) {
        return new FrameBacklog(new FrameEncoder(LIMIT), maxQueuedBytes, COPIED, () -> {
            batches++;
            return ByteBuffer.allocate(BATCH);
        });
    }

    private static List<ByteBuffer> frame(Random random) {
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            byte[] bytes = new byte[random.nextInt(3) == 0 ? random.nextInt(1_000) : random.nextInt(COPIED)];
            random.nextBytes(bytes);
            pieces.add(ByteBuffer.wrap(bytes));
        }
        return pieces;
    }

    private static ByteBuffer whole(List<ByteBuffer> frame) {
        ByteBuffer whole = ByteBuffer.allocate(
                frame.stream().mapToInt(ByteBuffer::remaining).sum());
        frame.forEach(piece -> whole.put(piece.duplicate()));
        return whole.flip();
    }

    private static FrameBacklog.Run taken(FrameBacklog from) {
        FrameBacklog.Run run = from.take();
        assertNotNull(run);
        return run;
    }

    private List<ByteBuffer> write(FrameDecoder decoder) {
        return write(backlog, decoder);
    }

    /** Moves the next run to a decoder; what frames it completes. */
    private static List<ByteBuffer> write(FrameBacklog from, FrameDecoder decoder) {
        FrameBacklog.Run run = taken(from);
        int length = run.bytes().remaining();
        List<ByteBuffer> frames = new ArrayList<>();
        while (run.bytes().hasRemaining()) {
            ByteBuffer space = decoder.space();
            int count = Math.min(space.remaining(), run.bytes().remaining());
            space.duplicate().put(run.bytes().slice().limit(count));
            run.bytes().position(run.bytes().position() + count);
            decoder.filled(count);
            for (ByteBuffer frame = decoder.next(); frame != null; frame = decoder.next()) {
                frames.add(frame);
            }
        }
        from.recycle(run);
        from.written(length);
        return frames;
    }
}
