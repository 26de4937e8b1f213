package dev.procession.core.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
    private static final int LIMIT = 1 << 20;
    private final FrameEncoder encoder = new FrameEncoder(LIMIT);

    @Test
    void deliveredBytesAreNeverChangedByLaterOnes() {
        FrameDecoder decoder = new FrameDecoder(LIMIT);
        feed(decoder, framed(new byte[] {1, 2, 3}));
        ByteBuffer first = decoder.next();
        for (int i = 0; i < 20_000; i++) {
            feed(decoder, framed(new byte[] {9, 9, 9, 9}));
            assertNotNull(decoder.next());
        }
        assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), first);
        assertEquals(0, first.position());
    }

    @Test
    void aSmallFrameIsNotCopied() {
        FrameDecoder decoder = new FrameDecoder(LIMIT);
        byte[] memory = decoder.space().array();
        feed(decoder, framed(new byte[100]));
        assertEquals(memory, decoder.next().array());
    }

    @Test
    void theLengthAloneSetsNoMoreAsideThanOneMebibyte() {
        FrameDecoder decoder = new FrameDecoder(Integer.MAX_VALUE);
        ByteBuffer header = ByteBuffer.allocate(8);
        encoder.putHeader(header, Integer.MAX_VALUE);
        feed(decoder, header.array());
        assertNull(decoder.next());
        assertTrue(decoder.insideFrame());
        assertEquals(1 << 20, decoder.space().capacity());
    }

    @Test
    void aFrameAboveTheLimitIsRefusedByItsHeaderAlone() {
        FrameDecoder decoder = new FrameDecoder(LIMIT);
        ByteBuffer header = ByteBuffer.allocate(8);
        encoder.putHeader(header, LIMIT + 1);
        feed(decoder, header.array());
        ChannelException thrown = assertThrows(ChannelException.class, decoder::next);
        assertEquals(ErrorCode.FRAME_TOO_LARGE, thrown.code());
        assertTrue(
                thrown.getMessage().contains("1048577") && thrown.getMessage().contains("1048576"));
    }

    @Test
    void textIsGarbageAndNeverALength() {
        FrameDecoder decoder = new FrameDecoder(LIMIT, FrameMark.values());
        feed(decoder, "Hello, World".getBytes(StandardCharsets.UTF_8));
        assertEquals(
                ErrorCode.FRAME_CORRUPT,
                assertThrows(ChannelException.class, decoder::next).code());
    }

    @Test
    void aMarkIsTakenBetweenTheFramesAroundIt() {
        FrameDecoder decoder = new FrameDecoder(LIMIT, FrameMark.OUTPUT_ENDED);
        ByteBuffer mark = ByteBuffer.allocate(8);
        encoder.putMark(mark, FrameMark.OUTPUT_ENDED);
        feed(decoder, framed(new byte[] {1}));
        feed(decoder, mark.array());
        feed(decoder, framed(new byte[] {2}));
        assertEquals(1, decoder.next().get(0));
        assertNull(decoder.next());
        assertEquals(FrameMark.OUTPUT_ENDED, decoder.takeMark());
        assertNull(decoder.takeMark());
        assertEquals(2, decoder.next().get(0));
        assertFalse(decoder.insideFrame());
    }

    @Test
    void theCountThatWasReadComesWithItsMarkAlsoInPieces() {
        FrameDecoder decoder = new FrameDecoder(LIMIT, FrameMark.READ);
        ByteBuffer mark = ByteBuffer.allocate(FrameEncoder.READ_BYTES);
        encoder.putRead(mark, 1L << 40);
        for (byte b : mark.array()) {
            assertNull(decoder.next());
            assertNull(decoder.takeMark());
            assertEquals(0, decoder.readByPeer());
            feed(decoder, new byte[] {b});
        }
        feed(decoder, framed(new byte[] {7}));
        assertNull(decoder.next());
        assertEquals(FrameMark.READ, decoder.takeMark());
        assertEquals(1L << 40, decoder.readByPeer());
        assertEquals(7, decoder.next().get(0));
    }

    @Test
    void aMarkThatIsNotExpectedIsGarbage() {
        FrameDecoder decoder = new FrameDecoder(LIMIT, FrameMark.OPENED);
        ByteBuffer mark = ByteBuffer.allocate(8);
        encoder.putMark(mark, FrameMark.CLOSED);
        feed(decoder, mark.array());
        assertEquals(
                ErrorCode.FRAME_CORRUPT,
                assertThrows(ChannelException.class, decoder::next).code());
    }

    @Test
    void theEncoderRefusesWhatIsAboveItsLimit() {
        ByteBuffer half = ByteBuffer.allocate(LIMIT / 2);
        assertEquals(LIMIT, encoder.length(List.of(half, half)));
        ChannelException thrown =
                assertThrows(ChannelException.class, () -> encoder.length(List.of(half, half, ByteBuffer.allocate(1))));
        assertEquals(ErrorCode.FRAME_TOO_LARGE, thrown.code());
    }

    @Test
    void aLargeFrameIsWholeByteForByte() {
        FrameDecoder decoder = new FrameDecoder(5 << 20);
        byte[] content = new byte[5 << 20];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31);
        }
        feed(decoder, framed(content));
        ByteBuffer frame = decoder.next();
        byte[] arrived = new byte[frame.remaining()];
        frame.get(arrived);
        assertArrayEquals(content, arrived);
    }

    private byte[] framed(byte[] content) {
        ByteBuffer framed = ByteBuffer.allocate(8 + content.length);
        encoder.putHeader(framed, content.length);
        return framed.put(content).array();
    }

    /** Only what never completes a frame before its end may be fed in one go. */
    private static void feed(FrameDecoder decoder, byte[] bytes) {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        while (source.hasRemaining()) {
            ByteBuffer space = decoder.space();
            int count = Math.min(space.remaining(), source.remaining());
            space.put(source.slice(source.position(), count));
            source.position(source.position() + count);
            decoder.filled(count);
            if (source.hasRemaining()) {
                assertNull(decoder.next());
            }
        }
    }
}
